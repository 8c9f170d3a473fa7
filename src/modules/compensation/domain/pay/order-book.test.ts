import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { orderBook } from './order-book.ts'
import { populationOf } from './population.ts'

test('orders of a buyer are numbered from the first one ever; returns and orders of nobody have no number', () => {
  const { untilMs } = periodNamed('2026-10')
  const input = payInput({
    people: [person('A'), person('B', 'A')],
    // Neither ids nor the order of rows number them, but their times.
    lines: [
      bought('1', 'A', '2026-10-20', 10),
      bought('2', 'A', '2026-10-05', -10, { ofOrderId: '3' }),
      bought('3', 'A', '2026-08-01', 10),
      bought('4', 'B', '2026-10-06', 10),
      bought('5', '', '2026-10-07', 10),
    ],
  })
  const population = populationOf(planOf(`${headOf()}bonuses: {}`), input, untilMs)
  const numbers = orderBook(input, population, untilMs).orders.map(({ id, number }) => [id, number])
  expect(numbers).toEqual([
    ['3', 1],
    ['2', 0],
    ['4', 1],
    ['5', 0],
    ['1', 2],
  ])
})
