import type { Breach, Tree } from './breach.ts'
import { isTest } from './place.ts'
import type { Source } from './read-source.ts'
import { API_NAMES_MAX, FOLDERS_REFUSED, LINES_MAX } from './rules.ts'

/** Names, lengths, barrels, and tests that do not test. */
export function checkShape(tree: Tree, sources: ReadonlyMap<string, Source>): Breach[] {
  return [
    ...[...tree].flatMap(([path, text]) => [...namesOf(path), ...lengthOf(path, text)]),
    ...[...sources].flatMap(([path, source]) => [...passingOn(path, source), ...tricks(path, source)]),
  ]
}

function namesOf(path: string): Breach[] {
  const refused = path
    .split('/')
    .map((part) => part.replace(/\.tsx?$/, ''))
    .find((part) => FOLDERS_REFUSED.some((name) => name === part))
  return refused === undefined
    ? []
    : [
        {
          file: path,
          line: 1,
          rule: 'no drawer for everything',
          what: `"${refused}" says nothing of the business`,
        },
      ]
}

function lengthOf(path: string, text: string): Breach[] {
  const limit = LINES_MAX.find(({ files }) => files.test(path))?.lines
  const lines = text.split('\n').length - 1
  if (limit === undefined || lines <= limit) return []
  return [{ file: path, line: limit, rule: 'files are small', what: `${lines} lines, at most ${limit}` }]
}

function passingOn(path: string, source: Source): Breach[] {
  const rule = 'no barrels'
  const breaches: Breach[] = source.passesAllOn.map(({ what, line }) => ({ file: path, line, rule, what }))
  const isApi = /^src\/modules\/[^/]+\/api\.ts$/.test(path)
  if (source.onlyPassesOn && !isApi && breaches.length === 0)
    breaches.push({ file: path, line: 1, rule, what: 'does nothing but pass on names of other files' })
  if (isApi && source.exportedNames > API_NAMES_MAX)
    breaches.push({
      file: path,
      line: 1,
      rule: 'an api.ts is narrow',
      what: `gives out ${source.exportedNames} names, at most ${API_NAMES_MAX}`,
    })
  return breaches
}

function tricks(path: string, source: Source): Breach[] {
  if (!isTest(path)) return []
  return source.testTricks.map(({ what, line }) => ({
    file: path,
    line,
    rule: 'tests run, and run the real code',
    what,
  }))
}
