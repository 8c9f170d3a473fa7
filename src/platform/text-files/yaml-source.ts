import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  LineCounter,
  type Document,
  type YAMLError,
  type YAMLMap,
} from 'yaml'

/**
 * A YAML text as maps, lists and texts. Every scalar keeps its source text, so that no number passes through a float, and
 * the keys of a map keep the order of the text.
 */
export type YamlSource = Readonly<{
  document: unknown
  /** Errors of the text itself, each with its place and in words; then `document` is not to be used. */
  errors: readonly Readonly<{ line: number; column: number; found: string; expected: string }>[]
  /**
   * The line of a path such as `bonuses.team.rate` or `ranks[2].needs`: of its key, or of its place in a list. What is not
   * there has the line of what it would stand in.
   */
  lineOf: (path: string) => number | undefined
}>

export function readYaml(source: string): YamlSource {
  const counter = new LineCounter()
  const document = parseDocument(source, { schema: 'failsafe', lineCounter: counter, uniqueKeys: true })
  const errors = document.errors.map((error) => {
    const { line, col } = counter.linePos(error.pos[0])
    const [found, expected] = wordsOf(error)
    return { line, column: col, found, expected }
  })
  const plain = errors.length > 0 ? undefined : plainOf(document)
  if (plain === 'too often') errors.push({ line: 1, column: 1, ...REPEATS_TOO_OFTEN })
  return {
    document:
      plain === undefined || plain === 'too often' ? undefined : inOrder(document.contents, plain.value),
    errors,
    lineOf(path) {
      const keys = pathKeys(document.contents, path)
      for (let length = keys.length; length > 0; length--) {
        const start = startOf(document.getIn(keys.slice(0, length - 1), true), keys[length - 1])
        if (start !== undefined) return counter.linePos(start).line
      }
      return undefined
    },
  }
}

const REPEATS_TOO_OFTEN = {
  found: 'a text that repeats itself by "*" very often',
  expected: 'what is meant written out',
}

/** The values of a document; a text of few lines can repeat itself by anchors until no memory holds it. */
function plainOf(document: Document): Readonly<{ value: unknown }> | 'too often' {
  try {
    return { value: document.toJS() }
  } catch (error) {
    if (error instanceof ReferenceError) return 'too often'
    throw error
  }
}

const mistakes: Partial<Record<YAMLError['code'], readonly [found: string, expected: string]>> = {
  BAD_INDENT: [
    'a line that is not indented as its place asks',
    'the keys of one map, and the items of one list, in one column',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second ": " in one line',
    'a text with ": " in it in quotes, or its keys in lines of their own',
  ],
  MULTILINE_IMPLICIT_KEY: ['a line without ":" before one with it', 'each key in one line, followed by ": "'],
  DUPLICATE_KEY: ['a key that its map has already', 'each key once'],
  TAB_AS_INDENT: ['a tab before the text', 'spaces'],
  BAD_DQ_ESCAPE: ['a backslash that means nothing', 'a text in single quotes, where a backslash is itself'],
  BAD_SCALAR_START: ['a sign that no text begins with', 'the text in quotes'],
  MULTIPLE_DOCS: ['a second document after "---"', 'one document'],
}

/** What was found and expected, in words of this platform and not of the library. */
function wordsOf({ code, message }: YAMLError): readonly [found: string, expected: string] {
  const bracket = /end with a ([\]}])/.exec(message)?.[1]
  if (bracket !== undefined) return ['the end of a list or map in brackets', `a "${bracket}" before it`]
  const known = mistakes[code]
  if (known) return known
  if (/quote/.test(message)) return ['a text whose quote nothing closes', 'a closing quote']
  if (code === 'MISSING_CHAR')
    return ['two things with nothing between them', 'a comma, a space or ": " between them']
  return [
    'signs that have no meaning here',
    'YAML: "key: value", lists with "- ", and texts with special signs in quotes',
  ]
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

/**
 * The keys of a path, as the maps and lists of the text have them: a name may itself have dots and brackets in it, so that
 * of the keys that fit the longest is taken. What fits none is one key.
 */
function pathKeys(node: unknown, path: string): (string | number)[] {
  if (path === '') return []
  const place = /^\[(\d+)\]\.?/.exec(path)
  if (isSeq(node) && place)
    return [Number(place[1]), ...pathKeys(node.items[Number(place[1])], path.slice(place[0].length))]
  if (!isMap(node)) return [path]
  const [longest] = namesOf(node)
    .filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`))
    .toSorted((a, b) => b.length - a.length)
  if (longest === undefined) return [path]
  const rest = path.slice(longest.length)
  return [longest, ...pathKeys(node.get(longest, true), rest.startsWith('.') ? rest.slice(1) : rest)]
}

function namesOf(map: YAMLMap): string[] {
  return map.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ''))
}

/** The values of a node; maps whose keys a plain object would sort, as it does with whole numbers, name them as the text does. */
function inOrder(node: unknown, value: unknown): unknown {
  if (isSeq(node) && Array.isArray(value))
    return value.map((item: unknown, index) => inOrder(node.items[index], item))
  if (!isMap(node) || typeof value !== 'object' || value === null) return value
  const names = namesOf(node)
  const entries = new Map<string, unknown>(Object.entries(value))
  const object = Object.fromEntries(
    names.map((name, at) => [name, inOrder(node.items[at]?.value, entries.get(name))]),
  )
  const isSorted = Object.keys(object).every((name, index) => name === names[index])
  return isSorted ? object : new Proxy(object, { ownKeys: () => names })
}
