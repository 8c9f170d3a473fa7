import type { AdjustmentInput } from '../pay/pay-input.ts'
import type { GroupVolume, PersonalVolume } from '../language/plan.ts'
import { holds, numberOf } from './evaluate.ts'
import { larger, NOTHING, readFraction, sumOf, type Fraction } from './fraction.ts'
import { comesBefore, type Order } from './order-book.ts'
import { personScene } from './scene.ts'
import { CheckStop, type VolumeEntry, type World } from './world.ts'

/** Every line and correction of the period that adds to a personal volume, with the person whose volume it is. */
export function entriesOf(world: World, volume: PersonalVolume): readonly VolumeEntry[] {
  const { fromMs, untilMs } = world.period
  const lines = world.book.lines.filter(({ given }) => fromMs <= given.atMs && given.atMs < untilMs)
  const found = lines.flatMap((line): VolumeEntry[] => {
    const { returns } = world.plan
    if (line.given.type === 'return' && returns.mode === 'reverse' && returns.volumes === 'ignored') return []
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
  return sumOf(membersOf(world, id, volume).map((member) => personalOf(world, member, volume.of, counts)))
}

function personalOf(
  world: World,
  id: string,
  name: string,
  counts: (entry: VolumeEntry) => boolean,
): Fraction {
  const mine = world.entries(name).filter((entry) => entry.owner === id && counts(entry))
  const sum = sumOf(mine.map((entry) => entry.value))
  return world.plan.negativeVolume === 'to_zero' ? larger(sum, NOTHING) : sum
}

/** Who belongs to the group of a person: `until` leaves out people below, never the person. */
function membersOf(world: World, id: string, volume: GroupVolume): readonly string[] {
  const members = volume.own === 'included' ? [id] : []
  let level = world.field.legsOf(volume.tree, id)
  while (level.length > 0) {
    const kept = level.filter(
      (one) => volume.until === undefined || !holds(volume.until, personScene(world, one, volume.tree)),
    )
    members.push(...kept)
    level = kept.flatMap((one) => world.field.legsOf(volume.tree, one))
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
