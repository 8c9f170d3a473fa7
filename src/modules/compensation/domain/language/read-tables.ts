import { compare, exactMicro, EXACT_PLACES, type Exact } from '#shared/exact.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { child, flag, isMap, listOf, onlyKeys, optional, text, type PlanNode } from '../plan/node.ts'
import { report } from '../plan/problems.ts'
import { constant } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { Cell, Step, Table, TableKey } from './plan.ts'

/** Reads a table of any of its three shapes. */
export function readTable(node: PlanNode, name: string, names: PlanNames): Table | undefined {
  if (!onlyKeys(node, ['by', 'steps', 'cases', 'rows'])) return undefined
  const shapes = ['steps', 'cases', 'rows'].filter((shape) => child(node, shape).value !== undefined)
  if (shapes.length !== 1) {
    report(
      node.problems,
      node.path,
      shapes.length === 0 ? 'no content' : shapes.join(' and '),
      'one of steps, cases, rows',
    )
    return undefined
  }
  if (shapes[0] === 'rows') return readRows(node, name, names)
  const by = text(child(node, 'by'))
  if (shapes[0] === 'steps') {
    const steps = listOf((step) => readStep(step, names))(child(node, 'steps'))
    if (!by || !steps) return undefined
    checkRising(node, steps)
    return { name, shape: 'steps', by, steps }
  }
  const cases = readCells(child(node, 'cases'), names)
  return by && cases ? { name, shape: 'cases', by, cases } : undefined
}

function readStep(node: PlanNode, names: PlanNames): Step | undefined {
  if (!onlyKeys(node, ['from', 'value', 'assumed'])) return undefined
  const [from, value] = [constant(child(node, 'from'), names), constant(child(node, 'value'), names)]
  const assumed = optional(child(node, 'assumed'), flag, false)
  return from !== undefined && value !== undefined && assumed !== undefined
    ? { from, value, assumed }
    : undefined
}

function checkRising(node: PlanNode, steps: readonly Step[]): void {
  steps.forEach((step, index) => {
    const before = steps[index - 1]
    if (before && compare(step.from, before.from) <= 0)
      report(
        node.problems,
        `${node.path}.steps[${index}].from`,
        'a step not above the one before',
        'rising steps',
      )
  })
}

function readRows(node: PlanNode, name: string, names: PlanNames): Table | undefined {
  const by = listOf(text)(child(node, 'by'))
  const rowsNode = child(node, 'rows')
  if (by && by.length !== 2)
    report(node.problems, `${node.path}.by`, `${by.length} keys`, 'two keys, such as [rank, level]')
  if (!isMap(rowsNode.value)) {
    report(node.problems, rowsNode.path, 'something else', 'a map of rows, each a map of columns')
    return undefined
  }
  const rows = Object.keys(rowsNode.value).flatMap((key) => {
    const cells = readCells(child(rowsNode, key), names)
    return cells ? [{ key: keyOf(key, names), cells }] : []
  })
  const [first, second] = by ?? []
  return first !== undefined && second !== undefined
    ? { name, shape: 'rows', by: [first, second], rows }
    : undefined
}

function readCells(node: PlanNode, names: PlanNames): readonly Cell[] | undefined {
  if (!isMap(node.value)) {
    report(node.problems, node.path, 'something else', 'a map, such as {1: 5 %, 2-4: 3 %}')
    return undefined
  }
  const cells = Object.keys(node.value).flatMap((key) => {
    const value = constant(child(node, key), names)
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
