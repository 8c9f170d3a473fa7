import { isMap, type PlanNode } from './node.ts'
import { report } from './problems.ts'
import { currencyIn } from './currencies.ts'
import type { Rule, ValueType } from './expression.ts'
import { reservedNames, type PlanNames } from './names.ts'
import { ruleOf } from './read-rule.ts'

/** What the plan names, gathered before any rule is read, so that definitions may stand in any order. */
export function namesOf(root: PlanNode): PlanNames {
  const document = isMap(root.value) ? root.value : {}
  const measures = mapOf(document['measures'])
  const tables = new Map(
    Object.entries(mapOf(document['tables'])).map(
      ([name, table]) =>
        [name, { keys: tableKeys(table), froms: stepFroms(table), values: ruleValues(table) }] as const,
    ),
  )
  const types = new Map<string, ValueType>()
  const currencies = new Map<string, string | undefined>()
  const bonuses = mapOf(document['bonuses'])
  const names: PlanNames = {
    volumes: new Set(Object.keys(mapOf(document['volumes']))),
    measures: new Set(Object.keys(measures)),
    tables,
    stepTables: new Set(
      Object.entries(mapOf(document['tables'])).flatMap(([name, table]) =>
        isMap(table) && 'steps' in table ? [name] : [],
      ),
    ),
    ranks: rankNames(document['ranks']),
    bonuses: new Set(Object.keys(bonuses)),
    given: new Set(listOfTexts(document['given_pay'])),
    measureType(name) {
      const known = types.get(name)
      if (known !== undefined) return known
      // A measure that reads itself in people below is taken for a number while its own type is found.
      types.set(name, 'number')
      const type = typeOf(measures[name], names)
      types.set(name, type)
      return type
    },
    currencyOf: (bonus) => textIn(bonuses[bonus], 'currency') ?? textIn(document, 'currency') ?? '',
    measureCurrency(name) {
      if (currencies.has(name)) return currencies.get(name)
      // What a measure that reads itself adds of people below is in the currency of the rest.
      currencies.set(name, undefined)
      const rule = readMeasure(measures[name], names)
      const currency = rule && currencyIn(rule.expression, names)
      currencies.set(name, currency)
      return currency
    },
  }
  return names
}

function typeOf(written: unknown, names: PlanNames): ValueType {
  return readMeasure(written, names)?.type ?? 'number'
}

/** A measure that is read before its turn; what is wrong with it is told when its turn comes. */
function readMeasure(written: unknown, names: PlanNames): Rule | undefined {
  if (typeof written !== 'string') return undefined
  return ruleOf(written, { path: '', problems: [] }, names, { frame: 'person', item: false }, 'value')
}

function textIn(map: unknown, key: string): string | undefined {
  const value = isMap(map) ? map[key] : undefined
  return typeof value === 'string' ? value : undefined
}

function tableKeys(table: unknown): readonly string[] {
  if (!isMap(table)) return []
  const by = table['by']
  if (typeof by === 'string') return [by]
  return Array.isArray(by) ? by.filter((key) => typeof key === 'string') : []
}

/** The beginnings of the steps of a table, unless all are plain numbers. */
function stepFroms(table: unknown): readonly string[] {
  const steps = isMap(table) ? table['steps'] : undefined
  if (!Array.isArray(steps)) return []
  const froms = steps.map((step: unknown) => (isMap(step) ? step['from'] : undefined))
  const texts = froms.filter((from) => typeof from === 'string')
  return texts.length === froms.length && texts.some((from) => !isPlainNumber(from)) ? texts : []
}

/** The values of a table that are no plain numbers, in the order of the file. */
function ruleValues(table: unknown): readonly string[] {
  if (!isMap(table)) return []
  const steps = Array.isArray(table['steps']) ? table['steps'] : []
  const rows = Object.values(mapOf(table['rows']))
  return [
    ...steps.map((step: unknown) => (isMap(step) ? step['value'] : undefined)),
    ...Object.values(mapOf(table['cases'])),
    ...rows.flatMap((row) => Object.values(mapOf(row))),
  ].filter((value): value is string => typeof value === 'string' && !isPlainNumber(value))
}

/** Whether a text has no names in it, so that it is a number, or arithmetic of numbers. */
export function isPlainNumber(written: string): boolean {
  return !/[\p{L}[]/u.test(written)
}

function rankNames(ranks: unknown): readonly string[] {
  if (isMap(ranks)) {
    const given = ranks['given']
    return Array.isArray(given) ? given.filter((name) => typeof name === 'string') : []
  }
  if (!Array.isArray(ranks)) return []
  return ranks.flatMap((entry: unknown) =>
    isMap(entry) && typeof entry['rank'] === 'string' ? [entry['rank']] : [],
  )
}

function listOfTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {}
}

/** Names that mean something already, or two things at once, are refused where they are given. */
export function checkNames(root: PlanNode): void {
  const seen = new Map<string, string>()
  for (const section of ['volumes', 'measures', 'tables']) {
    for (const name of Object.keys(mapOf(isMap(root.value) ? root.value[section] : undefined))) {
      const path = `${section}.${name}`
      if (reservedNames.includes(name))
        report(root.problems, path, `"${name}"`, 'a name that the language does not use itself')
      const earlier = seen.get(name)
      if (earlier !== undefined)
        report(root.problems, path, `"${name}", which ${earlier} has too`, 'a name of its own')
      seen.set(name, path)
    }
  }
}
