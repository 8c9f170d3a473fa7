import type { Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import { atlasOf, joined, stepsOf } from './atlas.ts'
import { stopUnruled } from './changes.ts'
import { fraction, minus, NOTHING, plus, sumOf, times, type Fraction } from './fraction.ts'
import type { Pay } from './limits.ts'
import { givenIn } from './make-world.ts'
import { digitsOf } from './money.ts'
import { paidOut } from './paid-out.ts'
import type { Part } from './part.ts'
import { plain, type Sums } from './settle.ts'
import { stateAfter } from './state-after.ts'
import { versionsIn } from './versions.ts'
import { CheckStop, type Atlas, type Figure, type World } from './world.ts'

/** Minor units of a currency, or of a unit that the plan names. */
export type Earning = Readonly<{ minor: bigint; currency: string }>

/** What the checker finds for one person. Ranks are names; earnings are by bonus, in the currency in which they are paid. */
export type CheckedPerson = Readonly<{
  id: string
  active: boolean
  rank: string | undefined
  earnedRank: string | undefined
  careerRank: string | undefined
  volumes: ReadonlyMap<string, Fraction>
  measures: ReadonlyMap<string, Figure>
  earnings: ReadonlyMap<string, Earning>
  /** The lines that an earning is made of, in the currency in which it is paid. */
  lines: ReadonlyMap<string, readonly Part[]>
  /** What the person did not get, in the currency of each bonus. */
  skipped: ReadonlyMap<string, readonly Part[]>
}>

export type CheckResult = Readonly<{
  people: readonly CheckedPerson[]
  /** What the next run needs to know of this one, of the people asked for and of the company. */
  state: readonly StateInput[]
  /** What the company could have paid to somebody, and nobody got, by bonus. */
  unclaimed: ReadonlyMap<string, readonly Part[]>
  /** What each bonus could have paid, what it paid, and where the rest went; of everybody, whoever is asked for. */
  sums: ReadonlyMap<string, Sums & Readonly<{ paid: Fraction }>>
}>

/**
 * Recomputes the pay of a period straight from the specification, one definition after the other: slow, and without any
 * code of the pay run. Without `personIds` for everybody. Throws `CheckStop` where the plan asks for what cannot be.
 */
export function checkPay(
  plan: Plan,
  input: PayInput,
  period: Period,
  personIds?: readonly string[],
): CheckResult {
  return checkVersions([plan], input, period, personIds)
}

/**
 * The same of a period in which several versions of a plan hold: orders are paid by the version of their time, everything else
 * goes by the last one.
 */
export function checkVersions(
  plans: readonly Plan[],
  input: PayInput,
  period: Period,
  personIds?: readonly string[],
): CheckResult {
  const versions = versionsIn(plans, period)
  for (const { plan } of versions) stopUnruled(plan, input, period.fromMs, period.untilMs)
  const atlases: Atlas[] = []
  for (const { plan, window } of versions)
    atlases.push(atlasOf(plan, input, period, { window, before: [...atlases] }))
  const last = atlases.at(-1)
  if (!last) throw new CheckStop(`no version of the plan holds in ${period.label}`)
  const atlas = joined(last)
  const { plan } = atlas
  const world = { ...atlas.world(period, 'to_date'), plan }
  for (const row of input.earned) givenIn(world, row)
  const steps = stepsOf(atlas, period)
  const pay = withBeside(atlas, period, steps.at(-1) ?? new Map())
  const ids = world.field.ids.filter((id) => personIds === undefined || personIds.includes(id))
  return {
    people: ids.map((id) => personOf(atlas, world, steps, pay, id)),
    state: stateAfter(atlas, world, pay, ids),
    unclaimed: new Map(
      plan.bonuses.map((bonus) => [
        bonus.name,
        atlas.skips(period, bonus).filter((part) => part.personId === ''),
      ]),
    ),
    sums: new Map(plan.bonuses.map((bonus) => [bonus.name, sumsOf(atlas, world, steps, pay, bonus)])),
  }
}

/** The sums of a bonus with what the limits of the plan took, and what returns change of earlier periods. */
function sumsOf(atlas: Atlas, world: World, steps: readonly Pay[], pay: Pay, bonus: Bonus) {
  const { plan, period } = world
  const sums = atlas.sums(period, bonus)
  const of = (one: Pay | undefined) => sumOf([...(one?.get(bonus.name)?.values() ?? [])])
  const taken = (isCompany: boolean) =>
    sumOf(
      plan.limits.map((limit, at) =>
        (limit.per === 'company') === isCompany ? minus(of(steps[at]), of(steps[at + 1])) : NOTHING,
      ),
    )
  const beside = atlas.beside(period, bonus).filter((part) => part.note !== 'rounding')
  const due = sumOf(beside.map((part) => part.unrounded ?? part.amount))
  const paid = of(pay)
  const all = {
    potential: plus(sums.potential, due),
    skipped: sums.skipped,
    capped: plus(sums.capped, taken(false)),
    cut: plus(sums.cut, taken(true)),
  }
  const rounded = [all.skipped, all.capped, all.cut, paid].reduce(minus, all.potential)
  return { ...all, paid, rounded }
}

/** The pay with what returns change of earlier periods. */
function withBeside(atlas: Atlas, period: Period, pay: Pay): Pay {
  return new Map(
    atlas.plan.bonuses.map((bonus) => {
      const beside = atlas.beside(period, bonus)
      const before = pay.get(bonus.name)
      const ids = [...new Set([...(before?.keys() ?? []), ...beside.map((part) => part.personId)])]
      const sum = (id: string) =>
        sumOf([
          before?.get(id) ?? NOTHING,
          ...beside.filter((part) => part.personId === id).map((part) => part.amount),
        ])
      return [bonus.name, new Map(ids.map((id) => [id, sum(id)] as const))] as const
    }),
  )
}

/** `steps` is what was paid before the limits of the plan and after each of them, `pay` that with what returns change. */
function personOf(atlas: Atlas, world: World, steps: readonly Pay[], pay: Pay, id: string): CheckedPerson {
  const { plan, period } = world
  const rankNamed = (number: number) => plan.ranks[number - 1]?.name
  const limitedOf = (bonus: Bonus): readonly Part[] => {
    const amounts = steps.map((step) => step.get(bonus.name)?.get(id) ?? NOTHING)
    return plan.limits
      .map(({ name }, at) =>
        plain(id, minus(amounts[at + 1] ?? NOTHING, amounts[at] ?? NOTHING), `limit: ${name}`),
      )
      .filter((line) => line.amount.n !== 0n)
  }
  const paid = new Map(
    plan.bonuses.map((bonus) => {
      const beside = atlas.beside(period, bonus).filter((part) => part.personId === id)
      const stands = atlas.world(period, bonus.standing)
      const amount = pay.get(bonus.name)?.get(id) ?? NOTHING
      return [
        bonus.name,
        paidOut(atlas, stands, bonus, id, amount, [...limitedOf(bonus), ...beside]),
      ] as const
    }),
  )
  const skippedOf = (bonus: Bonus): readonly Part[] => [
    ...atlas.skips(period, bonus).filter((part) => part.personId === id),
    ...limitedOf(bonus).map((line) => ({
      ...plain(id, minus(NOTHING, line.amount), ''),
      skip: { reason: 'limited' as const, lost: false },
    })),
  ]
  return {
    id,
    active: world.active(id),
    rank: rankNamed(world.rank(id)),
    earnedRank: rankNamed(world.earnedRank(id)),
    careerRank: rankNamed(world.careerRank(id)),
    volumes: new Map(plan.volumes.map(({ name }) => [name, world.volume(id, name)])),
    measures: new Map(plan.measures.map(({ name }) => [name, world.measure(id, name)])),
    earnings: new Map([...paid].map(([name, one]) => [name, earningOf(plan, one)])),
    lines: new Map([...paid].map(([name, { lines }]) => [name, lines])),
    skipped: new Map(plan.bonuses.map((bonus) => [bonus.name, skippedOf(bonus)])),
  }
}

function earningOf(
  plan: Plan,
  { amount, currency }: Readonly<{ amount: Fraction; currency: string }>,
): Earning {
  const whole = times(amount, fraction(10n ** BigInt(digitsOf(plan, currency))))
  return { minor: whole.n / whole.d, currency }
}
