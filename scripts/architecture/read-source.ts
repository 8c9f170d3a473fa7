import { parseSync } from 'vite'

/** One way in which a file leads to another: import, type import, re-export, `import()`, `new URL(…, import.meta.url)`. */
export type Import = Readonly<{ specifier: string; line: number }>
export type Mark = Readonly<{ what: string; line: number }>
/** A text that is SQL; places that the program fills in are written `$0`. */
export type SqlText = Readonly<{ text: string; line: number }>
/** A table named to the query builder: `selectFrom('field.person')`. */
export type TableName = Readonly<{ name: string; line: number; written: boolean }>

/** What the checks need to know of a TypeScript file. */
export type Source = Readonly<{
  problems: readonly Mark[]
  imports: readonly Import[]
  /** Uses of the clock, chance, the process, the network. */
  effects: readonly Mark[]
  sql: readonly SqlText[]
  tables: readonly TableName[]
  /** Keys such as `'field.person'` of a type or object literal. */
  tableKeys: readonly Mark[]
  /** How many names a file gives out, and whether it does nothing but pass several on. */
  exportedNames: number
  passesAllOn: readonly Mark[]
  onlyPassesOn: boolean
  /** Skipped or single tests, and mocks of own files. */
  testTricks: readonly Mark[]
}>

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number }

/** Reads one file. Only what is written counts: nothing is resolved or run. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  const lineOf = lineFinder(text)
  const found = {
    problems: errors.map((error) => ({ what: `does not parse: ${error.message}`, line: 1 })),
    imports: [] as Import[],
    effects: [] as Mark[],
    sql: [] as SqlText[],
    tables: [] as TableName[],
    tableKeys: [] as Mark[],
    testTricks: [] as Mark[],
  }
  for (const node of nodesOf(program)) {
    const line = lineOf(node.start)
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.imports.push({ specifier, line })
    const problem = blindImport(node)
    if (problem !== undefined) found.problems.push({ what: problem, line })
    const effect = effectOf(node)
    if (effect !== undefined) found.effects.push({ what: effect, line })
    const sql = sqlOf(node)
    if (sql !== undefined) found.sql.push({ text: sql, line })
    found.tables.push(...tablesOf(node).map((table) => ({ ...table, line })))
    const key = tableKeyOf(node)
    if (key !== undefined) found.tableKeys.push({ what: key, line })
    const trick = testTrickOf(node)
    if (trick !== undefined) found.testTricks.push({ what: trick, line })
  }
  return { ...found, ...exportsOf(program, lineOf) }
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (isNode(value)) yield value
  for (const inner of Object.values(value)) if (typeof inner === 'object') yield* nodesOf(inner)
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    typeof value.start === 'number'
  )
}

function part(node: Node, name: string): Node | undefined {
  const value = node[name]
  return isNode(value) ? value : undefined
}

function parts(node: Node, name: string): Node[] {
  const value: unknown = node[name]
  return Array.isArray(value) ? value.filter((item) => isNode(item)) : []
}

function nameOf(node: Node | undefined): string | undefined {
  return node?.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined
}

/** The text of a literal or of a template; what a template fills in becomes `$0`. */
function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node?.type !== 'TemplateLiteral') return undefined
  return parts(node, 'quasis').map(cookedOf).join(' $0 ')
}

function cookedOf(quasi: Node): string {
  const value: unknown = quasi['value']
  return typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : ''
}

/** `a.b` of a member expression with a plain name on both sides. */
function memberOf(node: Node | undefined): string | undefined {
  if (node?.type !== 'MemberExpression' || node['computed'] === true) return undefined
  const [object, property] = [nameOf(part(node, 'object')), nameOf(part(node, 'property'))]
  return object !== undefined && property !== undefined ? `${object}.${property}` : undefined
}

const WITH_SOURCE = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function specifierOf(node: Node): string | undefined {
  if (WITH_SOURCE.has(node.type)) return textOf(part(node, 'source'))
  if (node.type === 'TSExternalModuleReference') return textOf(part(node, 'expression'))
  if (node.type === 'CallExpression' && nameOf(part(node, 'callee')) === 'require')
    return textOf(parts(node, 'arguments')[0])
  if (node.type !== 'NewExpression' || nameOf(part(node, 'callee')) !== 'URL') return undefined
  const [path, base] = parts(node, 'arguments')
  const text = textOf(path)
  // Only programs count; the address of a data file or a folder is no import.
  if (base?.type !== 'MemberExpression' || part(base, 'object')?.type !== 'MetaProperty') return undefined
  if (text === undefined || !/\.[jt]sx?$/.test(text)) return undefined
  return text.startsWith('.') ? text : `./${text}`
}

export const COMPUTED = 'import() of a computed path cannot be checked'

/** An import whose target is computed: nobody can check it. */
function blindImport(node: Node): string | undefined {
  if (node.type !== 'ImportExpression' || part(node, 'source')?.type === 'Literal') return undefined
  return COMPUTED
}

const EFFECT_MEMBERS = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
])
const EFFECT_OBJECTS = new Set(['process', 'console', 'globalThis'])
const EFFECT_CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'])

function effectOf(node: Node): string | undefined {
  const callee = nameOf(part(node, 'callee'))
  if (node.type === 'NewExpression' && callee === 'Date' && parts(node, 'arguments').length === 0)
    return 'new Date()'
  if (node.type === 'CallExpression' && callee === 'Date') return 'Date()'
  if (node.type === 'CallExpression' && callee !== undefined && EFFECT_CALLS.has(callee)) return `${callee}()`
  if (node.type !== 'MemberExpression') return undefined
  const object = nameOf(part(node, 'object'))
  if (object !== undefined && EFFECT_OBJECTS.has(object)) return `${object}.`
  const member = memberOf(node)
  return member !== undefined && EFFECT_MEMBERS.has(member) ? member : undefined
}

const SQL_VERB =
  /^\s*(?:--[^\n]*\n\s*)*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|COPY|TRUNCATE|LOCK TABLE|CREATE|ALTER|DROP|GRANT)\s/

/** A text tagged `sql`, or any text that begins as SQL does. */
function sqlOf(node: Node): string | undefined {
  if (node.type === 'TaggedTemplateExpression') {
    const tag = part(node, 'tag')
    return nameOf(tag) === 'sql' ? textOf(part(node, 'quasi')) : undefined
  }
  const text = textOf(node)
  return text !== undefined && SQL_VERB.test(text) ? text : undefined
}

const READING = new Set([
  'selectFrom',
  'innerJoin',
  'leftJoin',
  'rightJoin',
  'fullJoin',
  'innerJoinLateral',
  'leftJoinLateral',
  'from',
  'using',
  'table',
])
const WRITING = new Set(['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto'])

function tablesOf(node: Node): { name: string; written: boolean }[] {
  if (node.type !== 'CallExpression') return []
  const callee = part(node, 'callee')
  const method = callee && nameOf(part(callee, 'property'))
  if (method === undefined || (!READING.has(method) && !WRITING.has(method))) return []
  const [first] = parts(node, 'arguments')
  const items = first?.type === 'ArrayExpression' ? parts(first, 'elements') : first ? [first] : []
  return items.flatMap((item) => {
    const name = /^([a-z_]+\.[a-z_]+)(?: as \w+)?$/.exec(textOf(item) ?? '')?.[1]
    return name === undefined ? [] : [{ name, written: WRITING.has(method) }]
  })
}

function tableKeyOf(node: Node): string | undefined {
  if (node.type !== 'TSPropertySignature') return undefined
  const key = textOf(part(node, 'key'))
  return key !== undefined && /^[a-z_]+\.[a-z_]+$/.test(key) ? key : undefined
}

function testTrickOf(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined
  const called = memberOf(part(node, 'callee'))
  if (called !== undefined && /^(test|it|describe|suite)\.(skip|only|todo|fails)$/.test(called)) return called
  if (called !== 'vi.mock' && called !== 'vi.doMock') return undefined
  return /^[.#]/.test(textOf(parts(node, 'arguments')[0]) ?? '.') ? called : undefined
}

function exportsOf(program: unknown, lineOf: (offset: number) => number) {
  const body = isNode(program) ? parts(program, 'body') : []
  const passesAllOn = body
    .filter((node) => node.type === 'ExportAllDeclaration')
    .map((node) => ({ what: 'export *', line: lineOf(node.start) }))
  const passed = body.filter(
    (node) => /^Export(All|Named)/.test(node.type) && part(node, 'source') !== undefined,
  )
  const passedNames = passed.reduce((sum, node) => sum + parts(node, 'specifiers').length, 0)
  const exportedNames = body
    .filter((node) => node.type === 'ExportNamedDeclaration')
    .reduce((sum, node) => sum + (part(node, 'declaration') ? 1 : parts(node, 'specifiers').length), 0)
  return { passesAllOn, exportedNames, onlyPassesOn: passedNames > 1 && passed.length === body.length }
}
