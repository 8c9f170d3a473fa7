import type { AmountBonus, BinaryBonus, Plan } from '../language/plan.ts'
import type { StateInput } from '../pay/pay-input.ts'
import { amountParts } from './bonus-amount.ts'
import { binaryOf } from './bonus-binary.ts'
import { carriedFund } from './bonus-pool.ts'
import { fractionText, NOTHING, smaller, sumOf } from './fraction.ts'
import { paidParts } from './part.ts'
import { stateNames, stateRows } from './state.ts'
import { paysOrders } from './versions.ts'
import { debtAfter } from './volumes.ts'
import type { Pay } from './limits.ts'
import { rememberedNames, type Remembered } from './window-names.ts'
import type { Atlas, Figure, World } from './world.ts'

/**
 * What this period adds to the state: ranks, figures that windows of later periods read, awards, and what is carried on.
 * Rows of nothing (0, false, no rank) are left out.
 */
export function stateAfter(
  atlas: Atlas,
  world: World,
  pay: Pay,
  ids: readonly string[],
): readonly StateInput[] {
  const { plan, period } = world
  const names = rememberedNames(plan)
  const rows = [
    ...ids.flatMap((id) => standingRows(world, names, id)),
    ...atlas.before.flatMap((one) => rowsOfVersion(one, period)),
    ...plan.bonuses
      .filter((bonus) => bonus.calendar === period.kind)
      .flatMap((bonus) => bonusRows(pay, atlas.world(period, bonus.standing), bonus)),
  ]
  return [...rows, ...debtRows(world, ids)]
    .filter((row) => row.personId === '' || ids.includes(row.personId))
    .filter((row) => !['', '0', 'false'].includes(row.value))
}

/** What an earlier version of the plan remembers of the orders that it paid. */
function rowsOfVersion(atlas: Atlas, period: World['period']): readonly StateInput[] {
  return atlas.plan.bonuses
    .filter((bonus) => bonus.calendar === period.kind && paysOrders(bonus))
    .flatMap((bonus) => ownRows(atlas.world(period, bonus.standing), bonus))
}

/** What volumes below zero lack, and what a bonus of another calendar paid. */
function debtRows(world: World, ids: readonly string[]): readonly StateInput[] {
  const { plan, period } = world
  if (plan.negativeVolume !== 'carried' || period.kind !== plan.calendar) return []
  return plan.volumes
    .filter((volume) => volume.kind === 'personal')
    .flatMap(({ name }) =>
      ids.map((personId) => ({
        personId,
        period: period.label,
        name: stateNames.debt(name),
        value: fractionText(smaller(debtAfter(world, personId, name), NOTHING)),
      })),
    )
}

function standingRows(world: World, names: Remembered, personId: string): readonly StateInput[] {
  const { plan, period } = world
  if (period.kind !== plan.calendar) return []
  const row = (name: string, value: string): StateInput => ({ personId, period: period.label, name, value })
  const rank = (number: number) => plan.ranks[number - 1]?.name ?? ''
  const window = (name: string, value: () => Figure) =>
    names.inWindows.has(name) ? [row(name, textOf(value()))] : []
  return [
    row(stateNames.rank, rank(world.rank(personId))),
    row(stateNames.careerRank, rank(world.careerRank(personId))),
    row(stateNames.rankMissed, String(world.held(personId).missed)),
    ...(plan.active
      ? [row(stateNames.active, String(world.active(personId)))]
      : window(stateNames.active, () => world.active(personId))),
    ...window(stateNames.earnedRank, () => rank(world.earnedRank(personId))),
    ...plan.volumes.flatMap(({ name }) => window(name, () => world.volume(personId, name))),
    ...plan.measures.flatMap(({ name }) => window(name, () => world.measure(personId, name))),
    ...[...names.accumulated].map((name) =>
      row(stateNames.total(name), fractionText(world.accumulated(personId, name))),
    ),
  ]
}

function textOf(value: Figure): string {
  return typeof value === 'object' ? fractionText(value) : String(value)
}

function bonusRows(pay: Pay, world: World, bonus: Plan['bonuses'][number]): readonly StateInput[] {
  if (bonus.calendar !== world.plan.calendar)
    return [...paidRows(pay, world, bonus), ...ownRows(world, bonus)]
  return ownRows(world, bonus)
}

function paidRows(pay: Pay, world: World, bonus: Plan['bonuses'][number]): readonly StateInput[] {
  return [...(pay.get(bonus.name) ?? [])].map(([personId, amount]) => ({
    personId,
    period: world.period.label,
    name: stateNames.paid(bonus.name),
    value: fractionText(amount),
  }))
}

function ownRows(world: World, bonus: Plan['bonuses'][number]): readonly StateInput[] {
  const period = world.period.label
  if (bonus.kind === 'pool') {
    const value = fractionText(carriedFund(world, bonus))
    return [{ personId: '', period, name: stateNames.fund(bonus.name), value }]
  }
  if (bonus.kind === 'amount') return onceRows(world, bonus)
  return bonus.kind === 'binary' ? sideRows(world, bonus) : []
}

function onceRows(world: World, bonus: AmountBonus): readonly StateInput[] {
  if (bonus.once === 'every_period') return []
  return paidParts(amountParts(world, bonus)).map(({ personId, item }) => ({
    personId,
    period: world.period.label,
    name: bonus.once === 'per_item' ? stateNames.onceOf(bonus.name, item ?? '') : stateNames.once(bonus.name),
    value:
      bonus.once === 'at_rank'
        ? (world.plan.ranks[world.rank(personId) - 1]?.name ?? '')
        : world.period.label,
  }))
}

function sideRows(world: World, bonus: BinaryBonus): readonly StateInput[] {
  const first = stateNames.qualified(bonus.name)
  return binaryOf(world, bonus).flatMap(({ personId, sides, everQualified }) => {
    const known = stateRows(world, personId, first)
    const lots = (['left', 'right'] as const).flatMap((side) =>
      [...new Set(sides[side].map((lot) => lot.born))].map((period) => ({
        personId,
        period,
        name: stateNames.side(bonus.name, side),
        value: fractionText(sumOf(sides[side].filter((lot) => lot.born === period).map((lot) => lot.value))),
      })),
    )
    const isNew = everQualified && known.length === 0
    return isNew ? [...lots, { personId, period: world.period.label, name: first, value: 'true' }] : lots
  })
}
