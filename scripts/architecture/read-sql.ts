/** A token of SQL. Bodies in dollar quotes are read as SQL too; comments are left out. */
export type Token = Readonly<{ kind: 'word' | 'quoted' | 'text' | 'sign'; text: string; line: number }>

const PIECES =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>[eE]?'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<dollar>\$(?:[a-z_]\w*)?\$)|(?<word>[A-Za-z_][\w$]*)|(?<number>\$?\d+(?:\.\d+)?)|(?<space>\s+)|(?<sign>[\s\S])/gi

/** Splits SQL into tokens; `firstLine` is the line at which the text begins in its file. */
export function tokensOf(sql: string, firstLine = 1): Token[] {
  const tokens: Token[] = []
  let line = firstLine
  for (const match of sql.matchAll(PIECES)) {
    const { groups = {} } = match
    const text = match[0]
    if (groups['text'] !== undefined)
      tokens.push({ kind: 'text', text: text.replace(/^[eE]?'|'$/g, ''), line })
    else if (groups['quoted'] !== undefined) tokens.push({ kind: 'quoted', text: text.slice(1, -1), line })
    else if (groups['word'] !== undefined) tokens.push({ kind: 'word', text: text.toLowerCase(), line })
    else if (groups['sign'] !== undefined) tokens.push({ kind: 'sign', text, line })
    line += text.split('\n').length - 1
  }
  return tokens
}

/** How a statement uses something of a schema. */
export type Use = 'call' | 'write' | 'reference' | 'make' | 'read'

export type Reference = Readonly<{
  schema: string
  name: string
  use: Use
  line: number
  /** The columns of `REFERENCES table (columns)`, empty when none are named. */
  columns: readonly string[]
}>

/** Every `schema.name` of the given schemas, and `'schema.name'` handed to a function or cast. */
export function referencesOf(tokens: readonly Token[], schemas: ReadonlySet<string>): Reference[] {
  const found: Reference[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'text') {
      const named = /^([a-z_]+)\.([a-z_]+)(?:\([^)]*\))?$/.exec(token.text)
      const [, schema, name] = named ?? []
      const before = tokens[at - 1]?.text ?? ''
      const handed = (before === '(' && tokens[at - 3]?.text === '.') || tokens[at + 1]?.text === ':'
      if (
        schema !== undefined &&
        name !== undefined &&
        schemas.has(schema) &&
        handed &&
        isHandOver(tokens, at)
      )
        found.push({ schema, name, use: 'read', line: token.line, columns: [] })
      continue
    }
    const [dot, name] = [tokens[at + 1], tokens[at + 2]]
    if (!isName(token) || !schemas.has(token.text) || dot?.text !== '.' || !name || !isName(name)) continue
    if (tokens[at - 1]?.text === '.') continue
    found.push({ schema: token.text, name: name.text, line: token.line, ...useOf(tokens, at) })
  }
  return found
}

/** Names handed to functions of `platform` (`read_write('field.person')`) or cast to a registry type. */
function isHandOver(tokens: readonly Token[], at: number): boolean {
  if (tokens[at + 1]?.text === ':') return tokens[at + 3]?.text.startsWith('reg') ?? false
  return tokens[at - 4]?.text === 'platform'
}

function isName(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'quoted'
}

const MAKERS = new Set([
  'table',
  'view',
  'function',
  'procedure',
  'type',
  'sequence',
  'domain',
  'exists',
  'trigger',
])

function useOf(tokens: readonly Token[], at: number): { use: Use; columns: readonly string[] } {
  const before = tokens[at - 1]?.text ?? ''
  const open = tokens[at + 3]?.text === '('
  if (before === 'references') return { use: 'reference', columns: open ? listAfter(tokens, at + 4) : [] }
  if (before === 'into' && tokens[at - 2]?.text !== 'strict' && isWriting(tokens, at))
    return { use: 'write', columns: [] }
  if (
    before === 'update' ||
    (before === 'from' && tokens[at - 2]?.text === 'delete') ||
    before === 'truncate'
  )
    return { use: isRowLock(tokens, at) ? 'read' : 'write', columns: [] }
  if (MAKERS.has(before) && isMaking(tokens, at)) return { use: 'make', columns: [] }
  return { use: open ? 'call' : 'read', columns: [] }
}

function isWriting(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 2]?.text === 'insert' || tokens[at - 2]?.text === 'merge'
}

/** `FOR UPDATE OF x` locks rows and does not name a table after UPDATE. */
function isRowLock(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 2]?.text === 'for'
}

/** Whether `TABLE x.y` and the like stand in CREATE, ALTER or DROP (EXECUTE FUNCTION x.y() only calls). */
function isMaking(tokens: readonly Token[], at: number): boolean {
  const earlier = tokens.slice(Math.max(0, at - 7), at - 1).map((token) => token.text)
  const verb = Math.max(...['create', 'alter', 'drop', 'replace'].map((word) => earlier.lastIndexOf(word)))
  return verb >= 0 && !earlier.slice(verb).includes('execute') && !earlier.slice(verb).includes(';')
}

/** The names up to the closing bracket. */
function listAfter(tokens: readonly Token[], from: number): string[] {
  const names: string[] = []
  for (let at = from; at < tokens.length && tokens[at]?.text !== ')'; at += 1) {
    const token = tokens[at]
    if (token && isName(token)) names.push(token.text)
  }
  return names
}

/** The primary key of every table that these tokens create, by `schema.table`. */
export function primaryKeysOf(tokens: readonly Token[]): Map<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>()
  let table = ''
  for (const [at, token] of tokens.entries()) {
    if (token.text === 'table' && tokens[at - 1]?.text === 'create')
      table =
        tokens[at + 2]?.text === '.' ? `${tokens[at + 1]?.text ?? ''}.${tokens[at + 3]?.text ?? ''}` : ''
    if (token.text !== 'primary' || tokens[at + 1]?.text !== 'key' || table === '') continue
    const listed = tokens[at + 2]?.text === '('
    keys.set(table, listed ? listAfter(tokens, at + 3) : [columnBefore(tokens, at)])
  }
  return keys
}

/** The column whose definition holds the token: the first name after the last comma or bracket of this depth. */
function columnBefore(tokens: readonly Token[], at: number): string {
  let depth = 0
  for (let back = at - 1; back >= 0; back -= 1) {
    const { text } = tokens[back] ?? { text: '' }
    if (text === ')') depth += 1
    if (text === '(') depth -= 1
    if (depth < 0 || (text === ',' && depth === 0)) return tokens[back + 1]?.text ?? ''
  }
  return ''
}
