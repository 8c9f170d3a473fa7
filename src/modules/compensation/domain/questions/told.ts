import { formatShort } from '#shared/decimal.ts'
import { VOLUME_PLACES } from '../plan/node.ts'
import { unitValueText } from '../plan/bonus-kinds.ts'
import { explain, pathTo, type NeedState, type SourceGroup, type WhyCode } from '../explain/explain.ts'
import type { SkipReason } from '../engine/eligibility.ts'
import { payDigits } from '../engine/pay-digits.ts'
import { exactDecimals } from '../engine/run.ts'
import { columnOf } from '../engine/volumes.ts'
import type { SnapshotRun } from '../snapshot/run-snapshot.ts'
import type { Bonus } from '../plan/plan.ts'
import { expectedOf } from './expected.ts'

/** A person as answers name one: the reader adds the name where the viewer may see it. */
export type PersonTold = Readonly<{ personId: bigint; code: string; rank: string | null }>

/** A condition; volumes in millionths, legs as counts. */
export type NeedTold = Readonly<{
  kind: 'volume' | 'legs'
  of: string
  needed: bigint
  reached: bigint
  missing: bigint
}>

/** The most orders of one source that are listed; the rest is one counted sum. */
const ORDERS_MAX = 100
/** The most steps of a way up that are listed: those who were paid or skipped come first in any case. */
const STEPS_MAX = 60

export function personTold(of: SnapshotRun, person: number): PersonTold {
  const personId = of.personIds[person]
  if (personId === undefined) throw new Error(`there is no person number ${person}`)
  const rank = of.run.standing.ladder[of.run.standing.rank[person] ?? -1]
  return { personId, code: of.field.ids[person] ?? '', rank: rank?.name ?? null }
}

export type ExpectedTold = ReturnType<typeof expectedTold>

/** The expected pay of a person in wire-ready integers: money in minor units, volumes in millionths. */
export function expectedTold(of: SnapshotRun, person: number) {
  const expected = expectedOf(of, person)
  const byBonus = expected.bonuses.map(({ bonus, minor }) => ({
    bonus: bonus.name,
    amount: moneyOf(bonus, minor),
  }))
  const total = byBonus
    .filter((one) => one.amount.currency === of.plan.currency)
    .reduce((sum, one) => sum + one.amount.minor, 0n)
  return {
    person: personTold(of, person),
    total: { minor: total, currency: of.plan.currency },
    byBonus,
    volumes: expected.volumes.map((one) => ({ name: one.name, amount: micro(of, one.value) })),
    rank: {
      name: expected.rank.name ?? null,
      place: expected.rank.place,
      ladder: [...expected.rank.ladder],
      next: expected.rank.next ?? null,
      needs: expected.rank.needs.map((need) => needTold(of, need)),
    },
    active: { yes: expected.active.yes, needs: expected.active.needs.map((need) => needTold(of, need)) },
    days: expected.days.map((one) => ({ day: one.day, volume: micro(of, one.value) })),
  }
}

/** A person's rank and volumes for a list: own and branch by the plan's main volume, in millionths. */
export type StandingTold = Readonly<{
  personId: bigint
  rank: Readonly<{ name: string; place: number; of: number }> | null
  ownVolume: bigint | null
  branchVolume: bigint | null
}>

/** How a person stands; nothing is known of somebody whom the period does not know (`person` undefined). */
export function standingTold(of: SnapshotRun, personId: bigint, person: number | undefined): StandingTold {
  if (person === undefined) return { personId, rank: null, ownVolume: null, branchVolume: null }
  const { standing, volumes } = of.run
  const place = standing.rank[person] ?? -1
  const name = standing.ladder[place]?.name
  const own = of.plan.volumes.find((volume) => volume.kind === 'personal')
  const group = of.plan.volumes.find((volume) => volume.kind === 'group' && volume.of === own?.name)
  const valueOf = (volume: string | undefined) =>
    volume === undefined ? null : micro(of, columnOf(volumes.ofPeople, volume)[person] ?? 0)
  return {
    personId,
    rank: name === undefined ? null : { name, place, of: standing.ladder.length },
    ownVolume: valueOf(own?.name),
    branchVolume: valueOf(group?.name),
  }
}

export type ExplanationTold = ReturnType<typeof explanationTold>

/** The explanation of one bonus of a person; undefined when the plan has no bonus of that name. */
export function explanationTold(of: SnapshotRun, person: number, bonusName: string, source?: number) {
  const result = of.run.bonuses.find((one) => one.bonus.name === bonusName)
  if (!result) return undefined
  const told = explain(of, result, person, source)
  const { bonus, rate } = told
  const roundedExact =
    told.minor * 10n ** BigInt(exactDecimals(of.run.places) - payDigits(of.plan, bonus.unitValue.currency))
  const groups = told.groups.map((group) => ({
    source: personTold(of, group.source),
    level: group.level,
    ratePpm: group.ratePpm,
    base: micro(of, group.base),
    exact: exactText(of, group.exact),
    path: pathTold(of, result, person, group),
    ...ordersTold(of, bonus, group),
  }))
  return {
    bonus: bonus.name,
    kind: bonus.kind,
    baseVolume: bonus.on,
    unitValue: unitValueText(bonus.unitValue),
    person: personTold(of, person),
    amount: moneyOf(bonus, told.minor),
    rate: {
      ratePpm: rate.ratePpm,
      by: rate.by ?? null,
      volume: rate.by === undefined ? null : micro(of, rate.volume),
      from: rate.by === undefined ? null : micro(of, rate.from),
      next: rate.next ? { ratePpm: rate.next.ratePpm, missing: micro(of, rate.next.missing) } : null,
    },
    groups,
    more: told.more
      ? { ...told.more, base: micro(of, told.more.base), exact: exactText(of, told.more.exact) }
      : null,
    exact: exactText(of, told.exact),
    rounding: { rule: bonus.rounding, exact: exactText(of, roundedExact - told.exact) },
    unpaid: told.unpaid ? { orders: told.unpaid.orders, exact: exactText(of, told.unpaid.exact) } : null,
    why: [
      { code: told.why.code, needs: told.why.needs.map((need) => needTold(of, need)) },
    ] satisfies WhyTold[],
  }
}

type WhyTold = Readonly<{ code: WhyCode; needs: NeedTold[] }>

function pathTold(
  of: SnapshotRun,
  result: SnapshotRun['run']['bonuses'][number],
  person: number,
  group: SourceGroup,
) {
  const steps = pathTo(of, result, person, group.source)
  const last = steps.length - 1
  const listed =
    steps.length <= STEPS_MAX
      ? steps
      : steps
          .filter((step, i) => i === 0 || i === last || step.paidPpm > 0 || step.skipped !== undefined)
          .slice(-STEPS_MAX)
  return listed.map((step) => ({
    person: personTold(of, step.person),
    you: step.person === person,
    level: step.level,
    ratePpm: step.ratePpm,
    takenPpm: step.takenPpm,
    paidPpm: step.paidPpm,
    skipped: step.skipped ?? (null satisfies SkipReason | null),
    needs: step.needs.map((need) => needTold(of, need)),
  }))
}

function ordersTold(of: SnapshotRun, bonus: Bonus, group: SourceGroup) {
  const value = of.run.volumes.credited.get(bonus.on)?.value
  const orders = group.orders.map((order) => {
    const base = value?.[order] ?? 0
    return { order, base, exact: BigInt(base) * BigInt(group.ratePpm) * bonus.unitValue.micro }
  })
  const rest = orders.slice(ORDERS_MAX)
  return {
    orders: orders.slice(0, ORDERS_MAX).map(({ order, base, exact }) => ({
      code: of.orders.ids[order] ?? '',
      at: of.orders.atMs[order] ?? 0,
      type: of.orders.types[order] ?? 'order',
      base: micro(of, base),
      exact: exactText(of, exact),
    })),
    moreOrders:
      rest.length > 0
        ? {
            orders: rest.length,
            exact: exactText(
              of,
              rest.reduce((sum, one) => sum + one.exact, 0n),
            ),
          }
        : null,
  }
}

function needTold(of: SnapshotRun, state: NeedState): NeedTold {
  const size =
    state.need.kind === 'volume' ? (value: number) => micro(of, value) : (value: number) => BigInt(value)
  return {
    kind: state.need.kind,
    of: state.need.kind === 'volume' ? state.need.volume : state.need.rank,
    needed: size(state.needed),
    reached: size(state.reached),
    missing: size(state.missing),
  }
}

function moneyOf(bonus: Bonus, minor: bigint) {
  return { minor, currency: bonus.unitValue.currency }
}

function micro(of: SnapshotRun, value: number): bigint {
  return BigInt(value) * 10n ** BigInt(VOLUME_PLACES - of.run.places)
}

function exactText(of: SnapshotRun, exact: bigint): string {
  return formatShort(exact, exactDecimals(of.run.places))
}
