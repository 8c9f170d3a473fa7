import { isMap, isNode, isScalar, isSeq, parseDocument, LineCounter } from 'yaml'

/** A YAML text as maps, lists and texts. Every scalar keeps its source text, so that no number passes through a float. */
export type YamlSource = Readonly<{
  document: unknown
  /** Errors of the text itself, each with its line; then `document` is not to be used. */
  errors: readonly Readonly<{ line: number; message: string }>[]
  /**
   * The line of a path such as `bonuses.team.rate` or `ranks[2].needs`: of its key, or of its place in a list. What is not
   * there has the line of what it would stand in.
   */
  lineOf: (path: string) => number | undefined
}>

export function readYaml(source: string): YamlSource {
  const counter = new LineCounter()
  const document = parseDocument(source, { schema: 'failsafe', lineCounter: counter, uniqueKeys: true })
  const errors = document.errors.map((error) => ({
    line: counter.linePos(error.pos[0]).line,
    message: error.message.split('\n')[0] ?? error.message,
  }))
  return {
    document: errors.length > 0 ? undefined : document.toJS(),
    errors,
    lineOf(path) {
      const keys = pathKeys(path)
      for (let length = keys.length; length > 0; length--) {
        const start = startOf(document.getIn(keys.slice(0, length - 1), true), keys[length - 1])
        if (start !== undefined) return counter.linePos(start).line
      }
      return undefined
    },
  }
}

/** Where the key of a map, or the item of a list, begins. */
function startOf(parent: unknown, key: string | number | undefined): number | undefined {
  if (isSeq(parent)) return startOfNode(parent.items[Number(key)])
  if (!isMap(parent)) return undefined
  return startOfNode(parent.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key)
}

function startOfNode(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function pathKeys(path: string): (string | number)[] {
  return path.split(/\.|(?=\[)/).map((key) => (key.startsWith('[') ? Number(key.slice(1, -1)) : key))
}
