import { expect, test } from 'vitest'
import {
  bought,
  headOf,
  payInput,
  periodNamed,
  person as onePerson,
  planOf,
} from '#test/support/pay-field.ts'
import { columnsOf } from '../frozen/frozen.ts'
import type { LineInput, PersonInput } from '../pay/pay-input.ts'
import { liveColumns } from './live-columns.ts'
import type { LivePeriod } from './live-period.ts'
import { figuresOf } from './figures.ts'

const october = periodNamed('2026-10')

const planWith = (rest: string) => planOf(`${headOf('returns: {mode: net}')}${rest}`)

const inMarket = (code: string): PersonInput =>
  onePerson(code, undefined, { attributes: new Map([['market', 'IE']]) })

function opened(rest: string, codes: readonly string[], lines: readonly LineInput[]): LivePeriod {
  const input = payInput({ people: codes.map(inMarket), lines })
  const personIds = codes.map((_, at) => BigInt(at + 1))
  const start = columnsOf({ period: '2026-10', cutSeq: 10n, planHash: '', personIds, input })
  const live = liveColumns(planWith(rest), start, october)
  if (!live) throw new Error('this plan is computed by columns')
  return live
}

const paid = (live: LivePeriod, people: number): readonly bigint[] =>
  Array.from({ length: people }, (_, one) => live.current().figures.earned(one)[0]?.minor ?? 0n)

const POOL = `bonuses:
  shared:
    {kind: pool, fund: 'sum(everyone, PV) + count(everyone)', divide: by_shares, shares: 1, residue: to_company,
     nobody: to_company, qualified: true, rounding: down, rounded_per: person}`

test('a pool is divided among those who joined, and an order changes the part of everybody', () => {
  const live = opened(POOL, ['p1', 'p2'], [bought('1', 'p1', '2026-10-02', 10)])
  const before = live.current().figures
  expect(paid(live, 2)).toEqual([600n, 600n])
  live.apply({ seq: 11n, people: [], lines: [bought('2', 'p2', '2026-10-05', 6)] })
  expect(paid(live, 2)).toEqual([900n, 900n])
  const newcomer = { personId: 3n, person: inMarket('p3'), facts: [], links: [] }
  live.apply({ seq: 12n, people: [newcomer], lines: [bought('3', 'p3', '2026-10-05', 2)] })
  expect(paid(live, 3)).toEqual([700n, 700n, 700n])
  // Nobody was computed anew for that.
  expect(live.current().figures).toBe(before)
})

test('a sum over everybody that a rule about single people reads changes everybody of a large field', () => {
  const codes = Array.from({ length: 4_200 }, (_, at) => `p${String(at).padStart(4, '0')}`)
  const rest = `measures: {all: "sum(everyone, PV)"}
bonuses:
  share: {kind: amount, amount: all * 1 %, qualified: true, rounding: down, rounded_per: person}`
  const live = opened(rest, codes, [])
  const before = live.current().figures
  live.apply({ seq: 11n, people: [], lines: [bought('1', 'p0007', '2026-10-05', 400)] })
  expect(paid(live, 3)).toEqual([400n, 400n, 400n])
  live.apply({ seq: 12n, people: [], lines: [bought('2', 'p4100', '2026-10-06', 100)] })
  expect(new Set(paid(live, codes.length))).toEqual(new Set([500n]))
  // Nobody was computed anew for that.
  expect(live.current().figures).toBe(before)
})

test('whose activity goes by a sum over everybody is reached once it is another one for them, and only then', () => {
  const codes = Array.from({ length: 4_200 }, (_, at) => `p${String(at).padStart(4, '0')}`)
  const rest = `active: "sum(everyone, PV) >= 500"
bonuses:
  share: {kind: amount, amount: if active then 1 else 0, qualified: true, rounding: down, rounded_per: person}`
  const live = opened(rest, codes, [])
  expect(live.takeReached()).toBeUndefined()
  live.apply({ seq: 11n, people: [], lines: [bought('1', 'p0007', '2026-10-05', 400)] })
  expect(live.takeReached()).toEqual(new Set([7]))
  expect(live.takeReached()).toEqual(new Set())
  live.apply({ seq: 12n, people: [], lines: [bought('2', 'p4100', '2026-10-06', 100)] })
  live.apply({ seq: 13n, people: [], lines: [bought('3', 'p4101', '2026-10-06', 100)] })
  expect(live.takeReached()).toBeUndefined()
  expect(paid(live, 2)).toEqual([100n, 100n])
})

test('a differential with more rates than are told apart is taken anew with each order, also for who joins', () => {
  const team = Array.from({ length: 60 }, (_, at) => {
    const code = `p${String(at).padStart(2, '0')}`
    const sponsor = at === 0 ? undefined : `p${String(Math.floor((at - 1) / 2)).padStart(2, '0')}`
    return onePerson(code, sponsor, { attributes: new Map([['market', 'IE']]) })
  })
  const plan = planWith(`bonuses:
  team: {kind: differential, tree: sponsor, on: PV, rate: PV * 1 %, against: path_maximum, own: paid, unpaid: pass_up,
    qualified: true, rounding: half_up, rounded_per: person}`)
  // Nearly everybody has another rate.
  const lines = team.map(({ id }, at) => bought(String(at), id, '2026-10-02', 10 + ((at * 37) % 60)))
  const personIds = team.map((_, at) => BigInt(at + 1))
  const input = payInput({ people: team, lines })
  const live = liveColumns(
    plan,
    columnsOf({ period: '2026-10', cutSeq: 10n, planHash: '', personIds, input }),
    october,
  )
  if (!live) throw new Error('this plan is computed by columns')
  const [people, known] = [[...team], [...lines]]
  const equalsAtOnce = (): void => {
    const { earned } = figuresOf(plan, payInput({ people, lines: known }), october)
    const pay = (of: typeof earned) => people.map((_, at) => of(at)[0]?.minor ?? 0n)
    expect(pay(live.current().figures.earned)).toEqual(pay(earned))
  }
  const newcomer = onePerson('p60', 'p59', { attributes: new Map([['market', 'IE']]) })
  for (let turn = 0; turn < 6; turn++) {
    const joins = turn === 3
    if (joins) people.push(newcomer)
    const line = bought(`n${turn}`, joins ? 'p60' : `p${50 + turn}`, '2026-10-05', 31 + turn)
    known.push(line)
    const before = live.current().figures
    const arrived = joins ? [{ personId: 61n, person: newcomer, facts: [], links: [] }] : []
    live.apply({ seq: 11n + BigInt(turn), people: arrived, lines: [line] })
    equalsAtOnce()
    expect(live.current().figures).not.toBe(before)
  }
})

test('what a cap of the company leaves everybody of a large field is gone by again', () => {
  const codes = Array.from({ length: 4_200 }, (_, at) => `p${String(at).padStart(4, '0')}`)
  const rest = `bonuses:
  share: {kind: amount, amount: PV, qualified: true, company_cap: 'sum(everyone, PV) - 211000',
    rounding: down, rounded_per: person}
  on top: {kind: amount, amount: earned(share) * 10 %, qualified: true, rounding: down, rounded_per: person}`
  const lines = codes.map((code, at) => bought(String(at), code, '2026-10-02', 100))
  const live = opened(rest, codes, lines)
  const before = live.current().figures
  const both = () => before.earned(7).map(({ minor }) => minor)
  // Of 420,000 the cap leaves 209,000, then of 430,000 it leaves 219,000.
  expect(both()).toEqual([4_976n, 497n])
  live.apply({ seq: 11n, people: [], lines: [bought('n1', 'p4100', '2026-10-05', 10_000)] })
  expect(both()).toEqual([5_093n, 509n])
  // Nobody was computed anew for that.
  expect(live.current().figures).toBe(before)
})
