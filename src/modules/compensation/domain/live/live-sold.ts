import type { Period } from '#shared/period.ts'
import type { FrozenColumns } from '../frozen/columns.ts'
import type { PersonalVolume, Plan } from '../language/plan.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { exactly } from '../passes/arithmetic.ts'
import type { FieldColumns, NumberColumn } from '../passes/field-columns.ts'
import { once } from '../passes/once.ts'
import { grown } from './grown.ts'
import { liveOrders, type LiveOrders } from './live-orders.ts'
import { liveWindows } from './live-windows.ts'
import { ordersAgain, type OrdersFrom } from './orders-again.ts'

/** What people of an open period bought and sold: by volume, by the evaluations of binaries and by orders. */
export type LiveSold = Pick<FieldColumns, 'volume' | 'volumeIn' | 'orders'> &
  Readonly<{
    /**
     * Adds to somebody's volume what an order gives, in millionths: when it arose, and whether it is the order of the last addition.
     * False where the columns have to be made finer first: by `field` anew.
     */
    add: (
      volume: string,
      person: number,
      micro: number,
      of: Readonly<{ atMs: number; isSame: boolean }>,
    ) => boolean
    /** The same where the sum is known anew, which may lie below zero. */
    set: (volume: string, person: number, micro: number) => boolean
    /** Whether a volume is read order by order, or by evaluations, and not as a sum alone. */
    isByOrder: (volume: string) => boolean
    /**
     * Where each order is paid alone and volume below zero uses up older orders: what a person's orders give now, of all their
     * lines. False as above.
     */
    retake: (person: number, linesOf: () => readonly LineInput[], numberOf: OrdersFrom['numberOf']) => boolean
  }>

/** What was sold so far of an open period, with room for so many people who may join. */
export function liveSold(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  base: FieldColumns,
  { room, decimals }: Readonly<{ room: number; decimals: number }>,
): LiveSold {
  const people = base.people + room
  const volumes = liveVolumes(plan, base, { people, decimals })
  const orders = ordersOf(plan, base, { frozen, period, people, decimals })
  const windows = liveWindows(plan, frozen, period, { room, decimals })
  return {
    volume: (name) => volumes.column(name),
    volumeIn: (name, evaluated) =>
      windows.columns(name, evaluated) ?? [{ window: period, ...volumes.column(name) }],
    orders: (name) => orders.of(name).sums(),
    add: (volume, person, micro, { atMs, isSame }) =>
      [
        windows.add(volume, person, micro, atMs),
        volumes.set(volume, person, volumes.sum(volume, person) + micro),
        orders.of(volume).add(person, micro, isSame),
      ].every(Boolean),
    set: (...of) => volumes.set(...of),
    isByOrder: (name) => orders.of(name).isRead() || windows.has(name),
    retake: orders.retake,
  }
}

function personalOf(plan: Plan): readonly PersonalVolume[] {
  return plan.volumes.filter((volume): volume is PersonalVolume => volume.kind === 'personal')
}

/** Everybody's personal volumes, with what they are made of: sums in millionths, which may lie below zero. */
function liveVolumes(
  plan: Plan,
  base: FieldColumns,
  { people, decimals }: Readonly<{ people: number; decimals: number }>,
) {
  const isKept = plan.negativeVolume === 'kept'
  const known = new Map<string, { sums: Float64Array; column: NumberColumn }>()
  for (const { name } of personalOf(plan)) {
    const column = base.volume(name)
    const sums = grown(inMicro(column), people, 0)
    const debt = isKept ? undefined : inMicro(base.debt(name))
    debt?.forEach((micro, person) => {
      if (micro < 0) sums[person] = micro
    })
    const start = column.decimals < decimals ? finer(column, decimals) : column
    known.set(name, { sums, column: { ...start, values: grown(start.values, people, 0) } })
  }
  const volumeOf = (name: string): { sums: Float64Array; column: NumberColumn } => {
    const one = known.get(name)
    if (!one) throw new Error(`the plan has no volume of orders ${name}`)
    return one
  }
  return {
    column: (name: string): NumberColumn => volumeOf(name).column,
    sum: (name: string, person: number): number => volumeOf(name).sums[person] ?? 0,
    set(name: string, person: number, micro: number): boolean {
      const one = volumeOf(name)
      const sum = exactly(micro)
      one.sums[person] = sum
      const step = 10 ** (6 - one.column.decimals)
      const isFine = sum % step === 0
      if (!isFine) one.column = finer(one.column, 6)
      one.column.values[person] = (isKept ? sum : Math.max(0, sum)) / 10 ** (6 - one.column.decimals)
      return isFine
    },
  }
}

/** The column with more decimals, for what its step is too coarse for. */
function finer({ values, decimals }: NumberColumn, to: number): NumberColumn {
  const scale = 10 ** (to - decimals)
  return { values: values.map((value) => exactly(value * scale)), decimals: to }
}

function inMicro({ values, decimals }: NumberColumn): Float64Array {
  const step = 10 ** (6 - decimals)
  return values.map((value) => value * step)
}

/** The orders that make up each personal volume. */
function ordersOf(
  plan: Plan,
  base: FieldColumns,
  {
    frozen: { adjustments },
    period,
    ...room
  }: Readonly<{ frozen: FrozenColumns; period: Period; people: number; decimals: number }>,
): Pick<LiveSold, 'retake'> & Readonly<{ of: (volume: string) => LiveOrders }> {
  const of = once((name: string) => liveOrders(plan, () => base.orders(name), room))
  return {
    of,
    retake(person, linesOf, numberOf) {
      if (plan.negativeVolume === 'kept') return true
      const read = personalOf(plan).filter(({ name }) => of(name).isRead())
      const lines = read.length > 0 ? linesOf() : []
      const from = { plan, period, adjustments, numberOf, latest: base.before.latest }
      return read
        .map((volume) => of(volume.name).replace(person, ordersAgain(from, volume, person, lines)))
        .every(Boolean)
    },
  }
}
