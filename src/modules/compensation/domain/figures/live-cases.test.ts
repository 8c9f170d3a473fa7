import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { payCases, periodOf, readCase, type PayCase } from '#test/support/generated/cases.ts'
import { columnsOf } from '../frozen/frozen.ts'
import type { Plan } from '../language/plan.ts'
import { columnValue, gatheredValue } from '../passes/asked/column-values.ts'
import { asText } from '../pay/evaluate.ts'
import type { LineInput, PayInput } from '../pay/pay-input.ts'
import { PayProblem } from '../pay/world.ts'
import type { Figures } from './figures.ts'
import { liveColumns } from './live-columns.ts'
import type { LivePeriod } from './live-period.ts'

const LABELS: Readonly<Record<string, string>> = {
  day: '2026-10-05',
  week: '2026-W41',
  month: '2026-10',
  quarter: '2026-Q4',
  year: '2026',
}

/** A plan and a field as an open period may hold them, in which nobody changes. */
function openCase(plan: Plan, { input }: PayCase): Readonly<{ plan: Plan; input: PayInput }> {
  return {
    plan: { ...plan, changes: undefined },
    input: {
      ...input,
      people: input.people.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      links: [],
      earned: [],
      rates: [],
      facts: input.facts.filter(({ name }) => name !== 'kind' && name !== 'status'),
      lines: input.lines.map((line) => ({ ...line, currency: plan.currency })),
    },
  }
}

/** What every definition, and whatever was gathered and asked for it, says of everybody, and what everybody is paid. */
function told({ passed, earned }: Figures, people: number): ReadonlyMap<string, string> {
  const of = (textOf: (person: number) => string, count: number): string =>
    Array.from({ length: count }, (_, person) => textOf(person)).join(' ')
  const payOf = (person: number): string =>
    earned(person)
      .filter(({ minor }) => minor !== 0n)
      .map(({ place, currency, minor }) => `${place}:${minor} ${currency}`)
      .join()
  return new Map([
    ...[...(passed?.columns ?? [])].map(([key, column]) => {
      const valueOf = columnValue(column)
      return [key, of((person) => asText(valueOf(person)), people)] as const
    }),
    ...[...(passed?.gathers ?? [])].map(([key, one]) => {
      const valueOf = gatheredValue(one)
      return [key, of((at) => asText(valueOf(at)), one.values.length)] as const
    }),
    ['pay', of(payOf, people)],
  ])
}

type Followed = { held: number; renewed: number; differences: string[] }

/** Half of the orders are there at the beginning, and the others come one by one. */
function follow(of: Plan, one: PayCase): Followed {
  const { plan, input } = openCase(of, one)
  const period = periodOf(plan, LABELS[plan.calendar] ?? one.label)
  const personIds = input.people.map((_, at) => BigInt(at))
  const opened = (lines: readonly LineInput[]): LivePeriod | undefined =>
    liveColumns(
      plan,
      columnsOf({ period: period.label, cutSeq: 1n, planHash: '', personIds, input: { ...input, lines } }),
      period,
    )
  const orders = [...Map.groupBy(input.lines, ({ orderId }) => orderId)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )
  let lines = orders.flatMap(([, own], at) => (at % 2 === 0 ? own : []))
  const followed: Followed = { held: 0, renewed: 0, differences: [] }
  const live = opened(lines)
  let figures = live?.current().figures
  let seq = 1n
  for (const [id, own] of orders.filter((_, at) => at % 2 === 1).toReversed()) {
    live?.apply({ seq: ++seq, people: [], lines: own })
    lines = [...lines, ...own]
    const anew = opened(lines)
    if (!live || !anew || live.isStale()) return followed
    const now = live.current().figures
    if (now === figures && now.byPasses) followed.renewed += 1
    figures = now
    const is = told(now, input.people.length)
    // What a run gathers and asks beside the definitions hangs on the numbers that it met.
    for (const [key, text] of told(anew.current().figures, input.people.length))
      if ((is.get(key) ?? text) !== text)
        followed.differences.push(`${id} ${key}: followed ${is.get(key)}, at once ${text}`)
    followed.held += 1
  }
  return followed
}

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

test(
  'whatever a plan says, figures that followed orders one by one are those of all orders at once',
  { timeout: 900_000 },
  () => {
    let [held, renewed] = [0, 0]
    for (const drawn of fc.sample(payCases, { seed: 4, numRuns: isLong ? 1_500 : 150 })) {
      const plan = readCase(drawn.document)
      if (!plan) continue
      try {
        const followed = follow(plan, drawn)
        expect(followed.differences).toEqual([])
        held += followed.held
        renewed += followed.renewed
      } catch (error) {
        if (!(error instanceof PayProblem)) throw error
      }
    }
    process.stdout.write(`held ${held}, renewed for single people ${renewed}\n`)
    expect(held).toBeGreaterThan(150)
    expect(renewed).toBeGreaterThan(50)
  },
)
