import { compare, exactMicro, exactText, EXACT_PLACES, type Exact } from '#shared/exact.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { child, describe, isMap, listOf, text, type PlanNode, type Reader } from './node.ts'
import { report } from './problems.ts'
import { plainTypes, type Element } from './key.ts'
import { constant, plainReader, type KeyReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import { isPlainNumber } from './read-names.ts'
import { ruleOf } from './read-rule.ts'
import type { Cell, Step, Table, TableKey, TableValue } from './plan.ts'

const stepElement: Element = {
  name: 'step of a table',
  meaning: 'A step: its value holds from its beginning up to the next step.',
  keys: [
    {
      name: 'from',
      type: { is: 'constant or fact' },
      required: true,
      meaning:
        'Where the step begins, included; steps rise. A rule may read facts and totals of the company, such as `fact:goal * 50 %`; where the table is used for a person, a fact is the person’s, else the market’s, else the company’s.',
    },
    {
      name: 'value',
      type: { is: 'value' },
      required: true,
      meaning:
        'The value from there on: a number, or a rule. As in cases and rows, a rule is read anew where the table is named, and is worked out only where its value is the one that fits. Its names are those of that place: of the payee in a `rate` of levels (where `source.` and `line.` may stand too), of the item in a bonus with `for_each`. `plan check` says whose.',
    },
    {
      name: 'assumed',
      type: { is: 'flag' },
      required: false,
      fallback: 'false',
      meaning: 'true: the source of the plan does not state this step.',
    },
  ],
}

export const tableElement: Element = {
  name: 'table',
  meaning: 'Numbers by a key, or by two. What fits nothing is 0.',
  either: [['steps'], ['cases'], ['rows']],
  keys: [
    {
      name: 'by',
      type: { is: 'key or keys' },
      required: true,
      meaning:
        'What the table is looked up by. It is read anew where the table is named, so in a `rate` it may tell of `level` or `line.category`.',
    },
    {
      name: 'steps',
      type: { is: 'element', of: stepElement, many: 'list' },
      required: false,
      without: '`cases` or `rows`',
      meaning: 'The highest step at or below the key; below the first 0.',
      choice: [2],
    },
    {
      name: 'cases',
      type: { is: 'cells' },
      required: false,
      without: '`steps` or `rows`',
      meaning: 'The first key that fits, in the order of the file; `else` after all others.',
    },
    {
      name: 'rows',
      type: { is: 'rows' },
      required: false,
      without: '`steps` or `cases`',
      meaning: 'By two keys: the row by the first, in it the column by the second.',
    },
  ],
}

/** The keys of cases, rows and columns, as the reference page tells them. */
export const tableKeys: Readonly<Record<string, string>> = {
  Gold: 'the name of a rank of the plan: that rank; a rank without a key of its own takes the nearest lower one that has one',
  3: 'that number',
  '2-4': 'from 2 to 4, both included',
  '5+': '5 and above',
  kit: 'another word: exactly that text (a category, a kind, a market …)',
  else: 'everything that no other key fits',
}

/** Reads a table of any of its three shapes. */
export function readTable(node: PlanNode, name: string, names: PlanNames): Table | undefined {
  const keys = plainReader(node, tableElement, names)
  if (!keys) return undefined
  if (keys.has('rows')) return readRows(keys, name, names)
  const by = keys.text('by')
  const value = valueReader(names)
  if (keys.has('steps')) {
    const steps = keys.read(
      'steps',
      listOf((step) => readStep(step, names, value)),
    )
    if (!by || !steps) return undefined
    checkRising(node, steps)
    return { name, shape: 'steps', by, steps }
  }
  const cases = keys.read('cases', (place) => readCells(place, names, value))
  return by && cases ? { name, shape: 'cases', by, cases } : undefined
}

/** Where a value may be looked at, as the table says nothing of who names it. */
const valueFrames = ['company', 'walk', 'line', 'order', 'party'] as const

/**
 * Reads the values of one table. A rule is looked at here and read where the table is named; rules are numbered in the order
 * of the file, as the names of the plan hold them.
 */
function valueReader(names: PlanNames): Reader<TableValue> {
  let rules = 0
  return (node) => {
    const { value: written } = node
    if (typeof written !== 'string') {
      report(node.problems, node.path, describe(written), plainTypes.value)
      return undefined
    }
    if (isPlainNumber(written)) return constant(node, names)
    const rule = rules++
    const reads = (frame: (typeof valueFrames)[number]) =>
      ruleOf(written, { path: node.path, problems: [] }, names, { frame, item: false }, 'number')
    if (valueFrames.some(reads)) return { rule, text: written.trim() }
    // What is wrong with it is told as of a rule that sees most.
    ruleOf(written, node, names, { frame: 'walk', item: false }, 'number')
    return undefined
  }
}

function readStep(node: PlanNode, names: PlanNames, readValue: Reader<TableValue>): Step | undefined {
  const keys = plainReader(node, stepElement, names)
  if (!keys) return undefined
  const from = keys.read('from', (place) => readFrom(place, names))
  const [value, assumed] = [keys.read('value', readValue), keys.flag('assumed')]
  return from !== undefined && value !== undefined && assumed !== undefined
    ? { from, value, assumed }
    : undefined
}

/** A number, or a rule that is looked at here and read where the table is named. */
function readFrom(node: PlanNode, names: PlanNames): Exact | string | undefined {
  const { value } = node
  if (typeof value !== 'string' || isPlainNumber(value)) return constant(node, names)
  return ruleOf(value, node, names, { frame: 'company', item: false }, 'number') && value
}

function checkRising(node: PlanNode, steps: readonly Step[]): void {
  steps.forEach((step, index) => {
    const before = steps[index - 1]
    if (typeof step.from === 'string' || before === undefined || typeof before.from === 'string') return
    if (compare(step.from, before.from) <= 0)
      report(
        node.problems,
        `${node.path}.steps[${index}].from`,
        `${exactText(step.from)} after ${exactText(before.from)}`,
        'steps that rise',
      )
  })
}

function readRows(keys: KeyReader, name: string, names: PlanNames): Table | undefined {
  const by = keys.read('by', readTwoKeys)
  const value = valueReader(names)
  const rows = keys.read('rows', (node) => {
    if (isMap(node.value))
      return Object.keys(node.value).flatMap((key) => {
        const cells = readCells(child(node, key), names, value)
        return cells ? [{ key: keyOf(key, names), cells }] : []
      })
    report(node.problems, node.path, describe(node.value), plainTypes.rows)
    return undefined
  })
  const [first, second] = by ?? []
  return first !== undefined && second !== undefined && rows
    ? { name, shape: 'rows', by: [first, second], rows }
    : undefined
}

const readTwoKeys: Reader<readonly string[]> = (node) => {
  const by = Array.isArray(node.value) ? listOf(text)(node) : undefined
  if (Array.isArray(node.value) && by?.length === 2) return by
  const found = Array.isArray(node.value) ? `${node.value.length} keys` : describe(node.value)
  report(node.problems, node.path, found, 'two keys, such as [rank, level]')
  return undefined
}

function readCells(
  node: PlanNode,
  names: PlanNames,
  readValue: Reader<TableValue>,
): readonly Cell[] | undefined {
  if (!isMap(node.value)) {
    report(node.problems, node.path, describe(node.value), plainTypes.cells)
    return undefined
  }
  const cells = Object.keys(node.value).flatMap((key) => {
    const value = readValue(child(node, key))
    return value === undefined ? [] : [{ key: keyOf(key, names), value }]
  })
  return cells.length === Object.keys(node.value).length ? cells : undefined
}

/** `Gold` a rank, `3`, `2-4` and `5+` spans, `else` everything, another word a text. */
export function keyOf(written: string, names: PlanNames): TableKey {
  if (written === 'else') return { is: 'else' }
  if (names.ranks.includes(written)) return { is: 'rank', rank: written }
  const span = /^(\d+(?:\.\d+)?)(?:(\+)|-(\d+(?:\.\d+)?))?$/.exec(written)
  const from = span ? numberOf(span[1]) : undefined
  if (!span || from === undefined) return { is: 'text', text: written }
  if (span[2] === '+') return { is: 'span', from, to: undefined }
  return { is: 'span', from, to: span[3] === undefined ? from : numberOf(span[3]) }
}

function numberOf(written: string | undefined): Exact | undefined {
  const micro = parseDecimal(written ?? '', EXACT_PLACES)
  return typeof micro === 'bigint' ? exactMicro(micro) : undefined
}
