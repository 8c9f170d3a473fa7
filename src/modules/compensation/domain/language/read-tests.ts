import { child, describe, isMap, text, type PlanNode } from './node.ts'
import { report } from './problems.ts'
import { plainTypes, type Element, type Key } from './key.ts'
import { plainReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { PlanTest } from './plan.ts'

const tableKey = (name: string, required: boolean, meaning: string): Key => ({
  name,
  type: { is: 'table' },
  required,
  ...(required ? {} : { without: 'none' }),
  meaning,
})

/** The inputs of a test; they are the files of a run. */
const inputKeys: readonly Key[] = [
  tableKey('people', true, 'The people, as people.csv.'),
  tableKey('orders', true, 'The order lines, as orders.csv.'),
  tableKey('facts', false, 'Facts that no order tells, as facts.csv.'),
  tableKey('earned', false, 'Pay that is given, as earned.csv.'),
  tableKey('links', false, 'Places in trees for a time, as links.csv.'),
  tableKey('rates', false, 'Rates of currencies, as rates.csv.'),
  tableKey('adjust', false, 'Corrections by hand, as adjust.csv.'),
  tableKey('parties', false, 'Parties, as parties.csv.'),
  tableKey('state', false, 'What earlier periods left, as state.csv.'),
]

export const testElement: Element = {
  name: 'test',
  meaning: 'A test of the plan: small files, and what people get. `openfield plan test` runs it.',
  keys: [
    {
      name: 'period',
      type: { is: 'text' },
      required: true,
      meaning: 'The period, such as 2026-10, or a range; of a range the last one is compared.',
    },
    ...inputKeys,
    {
      name: 'expect',
      type: { is: 'expectations' },
      required: true,
      meaning:
        'By person: the name of a bonus with its amount, `rank`, `active`, and maps under `measure` and `volume`.',
    },
  ],
}

/** Reads one test of a plan: inputs as CSV texts, and what is expected of people. */
export function readTests(node: PlanNode, name: string, names: PlanNames): PlanTest | undefined {
  const keys = plainReader(node, testElement, names)
  if (!keys) return undefined
  const period = keys.text('period')
  const files = new Map<string, string>()
  for (const input of inputKeys) {
    const csv = keys.text(input.name)
    if (csv !== undefined) files.set(input.name, csv)
  }
  const expect = keys.read('expect', readExpected)
  return period === undefined || !expect ? undefined : { name, period, files, expect }
}

function readExpected(node: PlanNode): PlanTest['expect'] | undefined {
  if (isMap(node.value))
    return Object.keys(node.value).flatMap((personId) => expectationsOf(child(node, personId), personId))
  report(node.problems, node.path, describe(node.value), plainTypes.expectations)
  return undefined
}

function expectationsOf(node: PlanNode, personId: string): PlanTest['expect'] {
  if (!isMap(node.value)) {
    report(node.problems, node.path, describe(node.value), 'a map of what is expected, such as {rank: Gold}')
    return []
  }
  return Object.keys(node.value).flatMap((what) => {
    const place = child(node, what)
    if (what === 'measure' || what === 'volume') {
      if (isMap(place.value))
        return Object.keys(place.value).flatMap((name) =>
          one(child(place, name), personId, `${what} ${name}`),
        )
      report(node.problems, place.path, describe(place.value), `a map of names, such as {group PV: 100}`)
      return []
    }
    return one(place, personId, what)
  })
}

function one(node: PlanNode, personId: string, what: string): PlanTest['expect'] {
  const value = text(node)
  return value === undefined ? [] : [{ personId, what, value }]
}
