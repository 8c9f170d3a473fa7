import type { Breach, Tree } from './breach.ts'
import { checkImports } from './check-imports.ts'
import { checkShape } from './check-shape.ts'
import { checkSql } from './check-sql.ts'
import { COMPUTED, readSource } from './read-source.ts'
import type { Source } from './read-source.ts'
import { COMPUTED_IMPORTS, EXCEPTIONS } from './rules.ts'

export type Checked = Readonly<{ breaches: readonly Breach[]; sources: ReadonlyMap<string, Source> }>

/** Checks a tree of files against the rules of the house. Breaches come sorted by file and line. */
export function checkTree(tree: Tree): Checked {
  const sources = new Map<string, Source>()
  for (const [path, text] of tree) if (/\.tsx?$/.test(path)) sources.set(path, readSource(path, text))
  const { breaches: imports, used } = checkImports(sources)
  const stale = EXCEPTIONS.filter((exception) => tree.has(exception.file) && !used.has(exception)).map(
    ({ file, imports: specifier }) => ({
      file,
      line: 1,
      rule: 'an exception is needed',
      what: `no import of ${specifier} is left; take it out of scripts/architecture/rules.ts`,
    }),
  )
  const unread = [...sources].flatMap(([file, source]) =>
    source.problems
      .filter(({ what }) => what !== COMPUTED || !(file in COMPUTED_IMPORTS))
      .map(({ what, line }) => ({ file, line, rule: 'every import can be read', what })),
  )
  const all = [...imports, ...stale, ...unread, ...checkSql(tree, sources), ...checkShape(tree, sources)]
  return { breaches: sorted(all), sources }
}

/** Once each: a text may be met as a tagged template and as a template. */
function sorted(breaches: readonly Breach[]): Breach[] {
  const once = new Map(
    breaches.map((breach) => [`${breach.file}:${breach.line} ${breach.rule} ${breach.what}`, breach]),
  )
  return [...once.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}
