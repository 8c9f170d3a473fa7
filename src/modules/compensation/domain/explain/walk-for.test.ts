import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDecimal } from '#shared/decimal.ts'
import { payCases, periodOf, readCase } from '#test/support/generated/cases.ts'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { figuresOf, walkedFigures, type Figures } from '../figures/figures.ts'
import { columnFigures } from '../figures/live-columns.ts'
import type { KnownFigures } from '../figures/told.ts'
import { columnsOf, inputOf } from '../frozen/frozen.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { runPay } from '../pay/run-pay.ts'
import { PayProblem } from '../pay/world.ts'
import { explanationTold, type Asked } from './explain.ts'
import { walkFor, type Bounds } from './walk-for.ts'

function knownBy(figures: Figures): KnownFigures {
  return { figures, personIds: [...figures.input.people.keys()].map(BigInt) }
}

function orNone<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof PayProblem) return undefined
    throw error
  }
}

/** The figures of a closed period, from columns, and those of a walk; undefined where columns do not hold the period. */
function closedFigures(plan: Plan, all: PayInput, label: string): readonly [Figures, Figures] | undefined {
  // A company's own orders are of one currency, and it knows no rates yet.
  if (plan.bonuses.some(({ paysIn }) => paysIn !== undefined)) return undefined
  const lines = all.lines.map((line) => ({ ...line, currency: plan.currency }))
  const personIds = [...all.people.keys()].map(BigInt)
  const input = { ...all, lines, earned: [], rates: [] }
  const period = periodOf(plan, label)
  const frozen = columnsOf({ period: label, cutSeq: 1n, planHash: '', personIds, input })
  const figures = columnFigures(plan, frozen, period)?.figures
  return figures && [figures, walkedFigures(plan, inputOf(frozen), period)]
}

type Counts = { walked: number; fallback: number; paid: number; told: Map<string, number> }

/** Holds every explanation of a run by passes against the same by a whole walk. */
function holdEqual(
  figures: Figures,
  counts: Counts,
  walked: Figures = { ...figures, passed: undefined },
): void {
  const { passed } = figures
  if (!passed) return
  const known = knownBy(figures)
  const whole = knownBy(walked)
  for (const payee of figures.input.people.keys())
    for (const bonus of figures.plan.bonuses) {
      counts.walked += 1
      // What returns change of somebody is told by the whole walk.
      const isChanged = passed.bonuses.some((one) => one.bonus === bonus && one.takenBack?.has(payee))
      if (!isChanged && !walkFor(figures.world, passed, { bonus, payee })) counts.fallback += 1
      const told = explanationTold(known, payee, bonus.name)
      expect(told).toEqual(explanationTold(whole, payee, bonus.name))
      if (!told) throw new Error('everybody and every bonus is known')
      if (told.amount.minor !== 0n) counts.paid += 1
      for (const { code } of told.why) {
        const key = `${bonus.kind} ${code}`
        counts.told.set(key, (counts.told.get(key) ?? 0) + 1)
      }
      for (const { person } of told.sources.slice(-1)) {
        const asked: Asked = { source: person.code }
        expect(explanationTold(known, payee, bonus.name, asked)).toEqual(
          explanationTold(whole, payee, bonus.name, asked),
        )
      }
    }
}

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
/**
 * Generated plans and fields of each kind: the short run draws the same ones always, so that what it counts hangs on no chance;
 * the long run draws many others each time.
 */
const draws = (short: number, long: number): fc.Parameters<unknown> =>
  isLong ? { numRuns: long } : { numRuns: short, seed: 11 }

test(
  'the explanation of one person alone equals that of a whole walk, for everybody and every bonus',
  { timeout: 300_000 },
  () => {
    const counts: Counts = { walked: 0, fallback: 0, paid: 0, told: new Map() }
    fc.assert(
      fc.property(compiledPlans, compiledFields, (text, input) => {
        const plan = planOf(text)
        const before = runPay(plan, input, periodNamed('2026-09'))
        for (const state of [[], before.state])
          holdEqual(figuresOf(plan, { ...input, state }, periodNamed('2026-10')), counts)
      }),
      draws(80, 320),
    )
    fc.assert(
      fc.property(payCases, ({ document, input, label }) => {
        const plan = readCase(document)
        const figures = plan && orNone(() => figuresOf(plan, input, periodOf(plan, label)))
        if (figures) holdEqual(figures, counts)
        const closed = plan && orNone(() => closedFigures(plan, input, label))
        if (closed) holdEqual(closed[0], counts, closed[1])
      }),
      draws(150, 2_000),
    )
    process.stdout.write(
      `walked alone: ${counts.walked}, of them left to the whole walk: ${counts.fallback}, paid: ${counts.paid}\n${[...counts.told].map(([why, times]) => `${why}: ${times}`).join('; ')}\n`,
    )
    // Positions that share a cap, and a few others, need what everybody was paid.
    expect(counts.fallback).toBeLessThanOrEqual(isLong ? counts.walked / 100 : 1)
    expect(counts.paid).toBeGreaterThan(100)
  },
)

type Told = NonNullable<ReturnType<typeof explanationTold>>

function sum(texts: readonly (string | null | undefined)[]): bigint {
  return texts.reduce<bigint>((all, text) => {
    const value = parseDecimal(text ?? '0', 12)
    if (typeof value !== 'bigint') throw new Error(`${text} is no decimal`)
    return all + value
  }, 0n)
}

/** What a node's own parts come to, without what changes the whole. */
function partsSum({ sources, legs, before, more }: Told): bigint {
  return sum([...sources, ...legs, before, more].map((part) => part?.exact))
}

/** Opens every leg down to its sources, holding each node to what its leg said; gives what each source brings. */
function opened(ask: (asked: Asked) => Told, told: Told, into: Map<string, string>): number {
  expect(partsSum(told)).toBe(sum([told.together]))
  for (const { person, exact } of told.sources) {
    expect(into.has(person.code)).toBe(false)
    into.set(person.code, exact)
  }
  let legs = 0
  for (const leg of told.legs) {
    const below = ask({ leg: leg.person.code })
    expect(below.leg?.code).toBe(leg.person.code)
    expect(sum([below.together, ...below.others.map(({ exact }) => exact)])).toBe(sum([leg.exact]))
    // Orders that cancel out are listed, and bring nothing.
    const count = (): number => [...into.values()].filter((exact) => exact !== '0').length
    const known = count()
    legs += 1 + opened(ask, below, into)
    expect(count() - known).toBe(leg.sources)
  }
  return legs
}

/** What did not come, by its reason; teams count sources where lists count orders. */
function lostIn({ unpaid }: Told): ReadonlyMap<string, string> {
  return new Map(unpaid.map(({ reason, missing, exact }) => [`${reason}: ${missing}`, exact]))
}

test(
  'teams that are too large to list are summed by legs, and every leg opens down to the sources that a list has',
  { timeout: 300_000 },
  () => {
    const few: Bounds = { sources: 1, steps: 3 }
    let [legs, unpaid] = [0, 0]
    fc.assert(
      fc.property(compiledPlans, compiledFields, (text, input) => {
        const plan = planOf(text)
        const known = knownBy(figuresOf(plan, input, periodNamed('2026-10')))
        for (const payee of input.people.keys())
          for (const { name, kind } of plan.bonuses) {
            if (kind !== 'levels' && kind !== 'differential') continue
            const tell = (asked: Asked, bounds?: Bounds): Told => {
              const told = explanationTold(known, payee, name, asked, bounds)
              if (!told) throw new Error('everybody and every bonus is known')
              return told
            }
            const [whole, byLegs] = [tell({}), tell({}, few)]
            const sources = new Map<string, string>()
            legs += opened((asked) => tell(asked, few), byLegs, sources)
            // Orders that cancel out bring nothing, and are listed only where there is room.
            const listed = whole.sources.filter(({ exact }) => exact !== '0')
            expect(new Map([...sources].filter(([, exact]) => exact !== '0'))).toEqual(
              new Map(listed.map(({ person, exact }) => [person.code, exact])),
            )
            for (const key of ['others', 'together', 'amount', 'rate', 'why'] as const)
              expect(byLegs[key]).toEqual(whole[key])
            expect(lostIn(byLegs)).toEqual(lostIn(whole))
            unpaid += byLegs.unpaid.length
            const one = byLegs.sources.at(-1) ?? whole.sources.at(-1)
            if (!one) continue
            const alone = tell({ source: one.person.code }, few)
            expect(alone.sources).toEqual(tell({ source: one.person.code }).sources)
            expect(partsSum(alone)).toBe(sum([alone.together]))
          }
      }),
      draws(300, 3_000),
    )
    process.stdout.write(`legs opened: ${legs}, reasons of what did not come: ${unpaid}\n`)
    expect(legs).toBeGreaterThan(300)
    expect(unpaid).toBeGreaterThan(100)
  },
)
