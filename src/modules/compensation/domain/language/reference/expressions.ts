import type { Hop } from '../expression.ts'
import { aggregates, functions, scopes, specialFunctions } from '../functions.ts'
import { framesFields, hopMeanings, hopsFrom, prefixes, type Frame, type KnownField } from '../names.ts'
import { typeName } from '../types.ts'
import { orderTypes, personKinds, personStatuses } from '../words.ts'
import { code, markdownTable } from './markdown.ts'

/** The rules: how they are written, and what can be named where. */
export function expressionParts(): string[] {
  return [
    '## Rules',
    WRITING,
    operators(),
    TYPES,
    '### Functions',
    functionTable(),
    '### Aggregates and scopes',
    SCOPES,
    markdownTable(
      ['aggregate', 'gives'],
      Object.values(aggregates).map(({ written, meaning }) => [code(written), meaning]),
    ),
    scopeTable(),
    '### What can be named where',
    FRAMES,
    ...frames.flatMap(framePart),
    '### What stands before a name',
    markdownTable(['before', 'then follow', 'meaning'], hopRows()),
    markdownTable(
      ['prefix', 'meaning'],
      Object.entries(prefixes).map(([prefix, { meaning }]) => [code(`${prefix}:NAME`), meaning]),
    ),
    WORDS,
  ]
}

const WRITING = `A rule is a text: \`PV >= 100 and count(legs where active) >= 2\`. In YAML it is best quoted where it stands in braces or brackets (\`{most: '50 % * sum(everyone, PV)'}\`), as a comma ends a value there.

Numbers are \`300\` and \`12.5\`, percentages \`6 %\` (0.06), dates \`2026-01-31\`, texts \`'kit'\`, conditions \`true\` and \`false\`. Numbers are exact: a value is a fraction of whole numbers and is rounded once, where the bonus says so. Division by zero stops the run and says where; \`share(a, b)\` gives 0 there.

Names may contain spaces; the longest known name is taken. A name with other characters stands in brackets: \`[1-Star]\`. Words of the language (\`active\`, \`rank\`, \`level\`, \`if\` …) cannot be names of volumes, tables or measures. Volumes, tables and measures may read each other in any order. One that needs itself of people strictly below is evaluated from the bottom up; one that needs itself for the same person is refused with the circle shown.`

function operators(): string {
  return markdownTable(
    ['operator, loosest first', 'meaning'],
    [
      [code('if C then A else B'), 'A where C holds, else B; without `else` 0, or false for conditions'],
      [code('or'), 'one of them holds'],
      [code('and'), 'both hold'],
      [code('not'), 'it does not hold'],
      ['`=` `!=` `<` `<=` `>` `>=`', 'comparison of two numbers, ranks, dates, texts, people or conditions'],
      [code('x in (a, b)'), 'x equals one of them'],
      ['`+` `-`', 'sum, difference'],
      ['`*` `/`', 'product, quotient'],
      [code('-x'), 'the negative'],
    ],
  )
}

const TYPES = `Every rule has a type: a number, a condition, a rank, a date, a text, a kind, a status, an order type, a person, or a value of a file (\`attr:\`, \`fact:\`), which is read as whatever is needed. Ranks compare with ranks by name (\`rank >= Gold\`; \`none\` is no rank) and count from 1 where a number is needed. A bare word beside a text, kind, status or order type is that word: \`kind = retail\`, \`line.category = kit\`. Several words are one text in single quotes: \`line.category = 'on offer'\`; as a key of a table they need none: \`cases: {on offer: 5 %}\`. A word that is a name in its place is that name and not the word: \`category = product\` compares the two columns of the line, and so do \`type\`, \`party\`, \`market\`, \`side\` or the name of a volume or measure where they are known; \`category = 'product'\` is the word, which \`plan check\` prints in quotes. Only \`kind\`, \`status\` and the \`type\` of an order take their own words first: \`status = active\`.

A table's name alone looks it up by its own \`by\`; \`TABLE(x)\` or \`TABLE(x, y)\` by other keys, so that a table by \`level\` can be asked where no level is: \`level rate(1) * sum(level 1, earned(sales bonus))\` in a measure.`

function functionTable(): string {
  const all = [...Object.values(functions), ...Object.values(specialFunctions)]
  return markdownTable(
    ['function', 'gives'],
    all.map(({ written, meaning }) => [code(written), meaning]),
  )
}

const SCOPES = `An aggregate looks at the items of a scope. Scopes of people take \`in TREE\` (otherwise \`sponsor\`), and every scope takes \`where CONDITION\`. Inside, bare names are those of the item; \`self.NAME\` is the person outside, and \`self\` alone that person, to compare. Aggregates may stand inside each other; \`self\` stays the outermost person. Everybody of people.csv is looked at, also who joins after the period or is not active; \`where joined <= period end\` leaves out who came later.`

function scopeTable(): string {
  return markdownTable(
    ['scope', 'items', 'what they are', '`in TREE`'],
    Object.values(scopes).map(({ written, of, meaning, inTree }) => [
      written.split(', ').map(code).join(', '),
      of,
      meaning,
      inTree ? 'yes' : 'no',
    ]),
  )
}

const frames: readonly Frame[] = ['person', 'walk', 'order', 'line', 'party', 'company']

const FRAMES = `What a bare name means depends on where the rule stands: each key above names its scope. In person and walk scope the names of volumes, measures and tables of the plan are known too, in all scopes tables.`

const frameMeanings: Readonly<Record<Frame, string>> = {
  person:
    'Volumes of a group, measures, `active`, ranks, `qualified`, `cap`; inside aggregates over people and over periods (there: as it was then).',
  walk: '`rate`, `source_when` and `stop_at` of levels, and `rate` of a differential. Bare names are those of the payee. It has all names of person scope, and:',
  order: 'Inside aggregates over orders. Numbers are sums over the lines of the order.',
  line: '`reads` and `where` of a volume, and inside aggregates over lines. It has the names of order scope, of the one line.',
  party: 'Inside aggregates over parties.',
  company:
    '`fund`, `company_cap`, and `most` of a limit of the company: constants, facts and aggregates over `everyone`.',
}

function framePart(frame: Frame): string[] {
  const heading = `#### ${frame.charAt(0).toUpperCase()}${frame.slice(1)} scope`
  if (frame === 'line') return [heading, frameMeanings.line]
  const fields = Object.entries(framesFields[frame]).filter(
    ([name]) => frame !== 'walk' || !Object.hasOwn(framesFields.person, name),
  )
  return [heading, frameMeanings[frame], fieldTable(fields)]
}

function fieldTable(fields: readonly (readonly [string, KnownField])[]): string {
  return markdownTable(
    ['name', 'is', 'meaning'],
    fields.map(([name, { type, meaning }]) => [code(name), typeName(type), meaning]),
  )
}

const hopOrder: readonly Hop[] = ['self', 'source', 'line', 'order', 'buyer', 'seller', 'party', 'host']

function hopRows(): string[][] {
  return hopOrder.map((hop) => {
    const from = frames.filter((frame) => hop in hopsFrom[frame])
    const to = frames.flatMap((frame) => hopsFrom[frame][hop] ?? [])
    const names = `names of ${to[0] ?? 'person'} scope`
    const where = from.length > 0 ? ` In ${from.join(', ')} scope.` : ''
    return [code(`${hop}.`), names, `${hopMeanings[hop]}.${where}`]
  })
}

const WORDS = `Kinds of people are ${list(personKinds)}; statuses ${list(personStatuses)}; order types ${list(orderTypes)}.`

function list(words: readonly string[]): string {
  return words.map(code).join(', ')
}
