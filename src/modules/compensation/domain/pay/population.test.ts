import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { PayInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

function measured(rules: string, input: PayInput, head = ''): readonly (readonly [string, unknown])[] {
  const plan = planOf(`${headOf(head)}measures: {asked: ${JSON.stringify(rules)}}\nbonuses: {}`)
  const result = runPay(plan, input, periodNamed('2026-10'))
  return result.people.map((one, at) => [one.id, result.measures[0]?.of(at)])
}

test('a place in a tree holds until its link ends, and then the next one', () => {
  const link = (personId: string, parentId: string, fromMs?: number, untilMs?: number) => ({
    tree: 'placement',
    personId,
    parentId,
    side: '',
    fromMs,
    untilMs,
  })
  const end = periodNamed('2026-10-15').fromMs
  const input = payInput({
    people: [person('A'), person('B'), person('C'), person('D')],
    trees: ['placement'],
    lines: [bought('1', 'C', '2026-10-05', 10)],
    // The newer place stands first: the order of rows says nothing.
    links: [link('C', 'B', end), link('C', 'A', undefined, end), link('D', 'A', undefined, end)],
  })
  const held = '{rank: as_earned, carry: by_bonus}'
  // A plan has to say what a move inside a period does; this one looks at its end.
  const byEnd = `changes: {orders: at_end, upline: at_end, payees: at_end, suspended: ${held}, terminated: ${held}}`
  expect(measured('count(legs in placement)', input, byEnd)).toEqual([
    ['A', 0],
    ['B', 1_000_000],
    ['C', 0],
    ['D', 0],
  ])
})

test('who rolls up past somebody terminated stands on the side of the one who left', () => {
  const input = payInput({
    people: [
      person('A'),
      person('B', 'A', { ...placed('placement', 'A', 'left'), status: 'terminated' }),
      person('C', 'B', placed('placement', 'B', 'right')),
    ],
    trees: ['placement'],
    lines: [bought('1', 'C', '2026-10-05', 10)],
  })
  expect(measured('sum(legs in placement where side = left, PV)', input, 'terminated: roll_up')).toEqual([
    ['A', 10_000_000],
    ['B', 0],
    ['C', 0],
  ])
})
