import type { AdjustmentInput } from '../pay/pay-input.ts'
import type { Bonus, GroupVolume, PersonalVolume } from '../language/plan.ts'
import type { Field } from './field.ts'
import { holds, numberOf } from './evaluate.ts'
import {
  isAbove,
  larger,
  minus,
  NOTHING,
  plus,
  readFraction,
  smaller,
  sumOf,
  type Fraction,
} from './fraction.ts'
import { comesBefore, type Order } from './order-book.ts'
import { isReversed } from './returns.ts'
import { personScene } from './scene.ts'
import { stateNames, stateRows } from './state.ts'
import { isWithin, windowOf } from './versions.ts'
import { CheckStop, type VolumeEntry, type World } from './world.ts'

/** Every line and correction of the period that adds to a personal volume, with the person whose volume it is. */
export function entriesOf(world: World, volume: PersonalVolume): readonly VolumeEntry[] {
  const { fromMs, untilMs } = world.period
  const lines = world.book.lines.filter(({ given }) => fromMs <= given.atMs && given.atMs < untilMs)
  const found = lines.flatMap((line): VolumeEntry[] => {
    const { returns } = world.plan
    const counts = returns.mode === 'reverse' && returns.volumes === 'counted'
    if (!counts && isReversed(world, line.given)) return []
    const scene = { world, item: { is: 'line', line } as const, self: undefined }
    if (!holds(volume.where, scene)) return []
    const value = numberOf(volume.reads, scene)
    const owner = volume.belongsTo === 'buyer' ? line.order.buyerId : line.order.sellerId
    if (owner === '' && value.n !== 0n && world.plan.withoutOwner === 'refuse')
      throw new CheckStop(`the volume ${volume.name} of order ${line.order.id} is nobody's`)
    return [{ owner, value, atMs: line.given.atMs, line }]
  })
  const corrections = adjustments(world, 'volume', volume.name).map((row) => ({
    owner: row.personId,
    value: readFraction(row.value) ?? NOTHING,
    atMs: row.atMs,
    line: undefined,
  }))
  return [...found, ...corrections]
}

/** Corrections by hand that lie in the period. */
export function adjustments(
  world: World,
  kind: AdjustmentInput['kind'],
  name: string,
): readonly AdjustmentInput[] {
  const { fromMs, untilMs } = world.period
  return world.input.adjustments.filter(
    (row) => row.kind === kind && row.name === name && fromMs <= row.atMs && row.atMs < untilMs,
  )
}

/** Corrections of a kind that hold in the period: of its own moment, or with a moment of a stretch that has an end. */
export function holding(world: World, kind: AdjustmentInput['kind']): readonly AdjustmentInput[] {
  const { fromMs, untilMs } = world.period
  return world.input.adjustments.filter((row) => {
    if (row.kind !== kind) return false
    const lastMs = row.untilMs === undefined ? row.atMs : row.untilMs - 1
    return row.atMs < untilMs && lastMs >= fromMs
  })
}

/** A personal or group volume of a person, of those entries that `counts` admits. */
export function volumeOf(
  world: World,
  id: string,
  name: string,
  counts: (entry: VolumeEntry) => boolean,
): Fraction {
  const volume = world.plan.volumes.find((one) => one.name === name)
  if (!volume) throw new Error(`the plan has no volume ${name}`)
  if (volume.kind === 'personal') return personalOf(world, id, name, counts)
  if (world.plan.changes?.upline === 'at_order') return sumOf(goingUp(world, id, volume, counts))
  const members = membersOf(world, world.field, id, volume)
  return sumOf(members.map((member) => personalOf(world, member, volume.of, counts)))
}

/** What came from people who belonged to the group when it came. */
function goingUp(
  world: World,
  id: string,
  volume: GroupVolume,
  counts: (entry: VolumeEntry) => boolean,
): readonly Fraction[] {
  return world
    .entries(volume.of)
    .filter((entry) => counts(entry) && entry.owner !== '')
    .filter((entry) => membersOf(world, world.fieldOf(entry.atMs), id, volume).includes(entry.owner))
    .map((entry) => entry.value)
}

function personalOf(
  world: World,
  id: string,
  name: string,
  counts: (entry: VolumeEntry) => boolean,
): Fraction {
  const sum = withDebt(world, id, name, counts)
  return world.plan.negativeVolume === 'kept' ? sum : larger(sum, NOTHING)
}

function withDebt(world: World, id: string, name: string, counts: (entry: VolumeEntry) => boolean): Fraction {
  const mine = world.entries(name).filter((entry) => entry.owner === id && counts(entry))
  return plus(sumOf(mine.map((entry) => entry.value)), debtBefore(world, id, name))
}

/** The volume with all debts, which below zero is the debt that goes on. */
export function debtAfter(world: World, id: string, name: string): Fraction {
  return withDebt(world, id, name, () => true)
}

/**
 * What a person's volume lacked in the periods before, as a number below zero. It is carried in the main calendar alone, as it
 * would be made up for twice in periods of another one.
 */
export function debtBefore(world: World, id: string, name: string): Fraction {
  const { calendar, negativeVolume } = world.plan
  if (negativeVolume !== 'carried' || world.period.kind !== calendar) return NOTHING
  const row = stateRows(world, id, stateNames.debt(name)).at(-1)
  return readFraction(row?.value ?? '') ?? NOTHING
}

/**
 * What bonuses are paid on, line by line. Where volume below zero does not count, what returns and a debt of earlier periods
 * take uses up the oldest lines first. Returns that are reversed line by line take nothing here.
 */
export function sourcesOf(world: World, bonus: Bonus, name: string): readonly VolumeEntry[] {
  const window = windowOf(world, bonus)
  const entries = world.entries(name).filter((entry) => entry.owner !== '' && isWithin(window, entry.atMs))
  const lowersSides = bonus.kind === 'binary' && world.plan.returns.mode === 'reverse'
  const sources = entries.filter((entry) => lowersSides || !isReversed(world, entry.line?.given))
  if (world.plan.negativeVolume === 'kept') return sources
  return [...new Set(sources.map((entry) => entry.owner))].flatMap((owner) => {
    const mine = sources.filter((entry) => entry.owner === owner)
    const lacks = mine.map((entry) => smaller(entry.value, NOTHING))
    let debt = minus(NOTHING, plus(debtBefore(world, owner, name), sumOf(lacks)))
    return mine
      .filter((entry) => isAbove(entry.value, NOTHING))
      .toSorted((a, b) => a.atMs - b.atMs)
      .map((entry) => {
        const used = smaller(entry.value, debt)
        debt = minus(debt, used)
        return { ...entry, value: minus(entry.value, used) }
      })
  })
}

/** Who belongs to the group of a person: `until` leaves out people below, never the person. */
function membersOf(world: World, field: Field, id: string, volume: GroupVolume): readonly string[] {
  const members = volume.own === 'included' ? [id] : []
  let level = field.legsOf(volume.tree, id)
  while (level.length > 0) {
    const kept = level.filter(
      (one) => volume.until === undefined || !holds(volume.until, personScene(world, one, volume.tree)),
    )
    members.push(...kept)
    level = kept.flatMap((one) => field.legsOf(volume.tree, one))
  }
  return members
}

/** The volume of those lines that come before an order, or belong to it when `withIt`. */
export function runningVolume(
  world: World,
  id: string,
  name: string,
  order: Order,
  withIt: boolean,
): Fraction {
  return volumeOf(world, id, name, (entry) => {
    const from = entry.line?.order
    if (!from) return entry.atMs < order.atMs
    return comesBefore(from, order) || (withIt && from.id === order.id)
  })
}
