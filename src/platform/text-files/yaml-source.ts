import { parseDocument, LineCounter } from 'yaml'

/** A YAML text as maps, lists and texts. Every scalar keeps its source text, so that no number passes through a float. */
export type YamlSource = Readonly<{
  document: unknown
  /** Errors of the text itself, each with its line; then `document` is not to be used. */
  errors: readonly Readonly<{ line: number; message: string }>[]
  /** The line where the value of a path such as `bonuses.team.rate` or `ranks[2].needs` starts. */
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
      const node = document.getIn(pathKeys(path), true)
      const range: unknown =
        typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
      const start: unknown = Array.isArray(range) ? range[0] : undefined
      return typeof start === 'number' ? counter.linePos(start).line : undefined
    },
  }
}

function pathKeys(path: string): (string | number)[] {
  return path.split(/\.|(?=\[)/).map((key) => (key.startsWith('[') ? Number(key.slice(1, -1)) : key))
}
