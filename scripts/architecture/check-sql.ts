import type { Breach, Tree } from './breach.ts'
import { isTest, placeOf } from './place.ts'
import { primaryKeysOf, referencesOf, tokensOf } from './read-sql.ts'
import type { Reference, Token } from './read-sql.ts'
import type { Source } from './read-source.ts'
import { MODULE_ORDER } from './rules.ts'

type Published = Readonly<{
  /** Views that `views.ts` names, as `schema.view`. */
  views: ReadonlySet<string>
  primaryKeys: ReadonlyMap<string, readonly string[]>
}>

const SCHEMAS: ReadonlySet<string> = new Set([...MODULE_ORDER, 'platform', 'graphile_worker'])
const RULE = "SQL touches its own schema, earlier modules' published views and functions"
const RULE_KEY = "foreign keys go to earlier modules' primary keys only"

/** Reads migrations, `sql` texts and the query builder's table names, and holds them against the order of modules. */
export function checkSql(tree: Tree, sources: ReadonlyMap<string, Source>): Breach[] {
  const files = new Map<string, readonly Token[]>()
  for (const [path, text] of tree) if (path.endsWith('.sql')) files.set(path, tokensOf(text))
  const published = publishedBy(files, sources)
  const breaches: Breach[] = []
  for (const [path, tokens] of files) breaches.push(...judge(path, referencesOf(tokens, SCHEMAS), published))
  for (const [path, source] of sources) {
    if (isTest(path)) continue
    for (const { text, line } of source.sql)
      breaches.push(...judge(path, referencesOf(tokensOf(text, line), SCHEMAS), published))
    breaches.push(...judge(path, source.tables.map(tableReference), published))
    if (path.endsWith('/store/tables.ts')) breaches.push(...foreignTables(path, source))
  }
  return breaches
}

function publishedBy(
  files: ReadonlyMap<string, readonly Token[]>,
  sources: ReadonlyMap<string, Source>,
): Published {
  const views = new Set<string>()
  for (const [path, source] of sources)
    if (path.endsWith('/views.ts')) for (const { what } of source.tableKeys) views.add(what)
  const primaryKeys = new Map([...files.values()].flatMap((tokens) => [...primaryKeysOf(tokens)]))
  return { views, primaryKeys }
}

function tableReference(table: { name: string; line: number; written: boolean }): Reference {
  const [schema = '', name = ''] = table.name.split('.')
  return { schema, name, use: table.written ? 'write' : 'read', line: table.line, columns: [] }
}

/** The schema that a file owns; undefined where SQL is free (composition roots, tests, scripts). */
function ownerOf(path: string): string | undefined {
  const place = placeOf(path)
  if (place.kind === 'module') return place.module
  return place.kind === 'platform' ? 'platform' : undefined
}

function judge(path: string, references: readonly Reference[], published: Published): Breach[] {
  const owner = ownerOf(path)
  if (owner === undefined) return []
  return references.flatMap((reference) => {
    const rule = refused(owner, reference, published)
    const what = `${reference.use} of ${reference.schema}.${reference.name}`
    return rule === undefined ? [] : [{ file: path, line: reference.line, rule, what }]
  })
}

function refused(owner: string, reference: Reference, published: Published): string | undefined {
  const { schema, use } = reference
  if (!SCHEMAS.has(schema) || schema === owner) return undefined
  // The job queue's schema belongs to the platform, and every module may call the platform's functions.
  if (owner === 'platform') return schema === 'graphile_worker' ? undefined : RULE
  if (schema === 'platform') return use === 'call' ? undefined : RULE
  const [own, other] = [orderOf(owner), orderOf(schema)]
  if (other < 0 || other >= own) return use === 'reference' ? RULE_KEY : RULE
  if (use === 'reference') return isPrimaryKey(reference, published) ? undefined : RULE_KEY
  if (use === 'call') return undefined
  const isView = published.views.has(`${schema}.${reference.name}`)
  return use === 'read' && isView ? undefined : RULE
}

function orderOf(schema: string): number {
  return MODULE_ORDER.findIndex((name) => name === schema)
}

/** PostgreSQL takes the primary key when REFERENCES names no columns. */
function isPrimaryKey(reference: Reference, published: Published): boolean {
  const key = published.primaryKeys.get(`${reference.schema}.${reference.name}`)
  if (!key) return false
  return reference.columns.length === 0 || reference.columns.join() === key.join()
}

/** A module types its own tables only: another module's table then does not compile. */
function foreignTables(path: string, source: Source): Breach[] {
  const owner = ownerOf(path)
  return source.tableKeys
    .filter(({ what }) => SCHEMAS.has(what.split('.')[0] ?? '') && !what.startsWith(`${owner ?? ''}.`))
    .map(({ what, line }) => ({ file: path, line, rule: 'tables.ts types the own tables only', what }))
}
