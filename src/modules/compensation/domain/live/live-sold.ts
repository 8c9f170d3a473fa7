import type { Period } from '#shared/period.ts'
import type { PersonalVolume, Plan } from '../language/plan.ts'
import { exactly } from '../passes/arithmetic.ts'
import type { FieldColumns, NumberColumn } from '../passes/field-columns.ts'
import type { FrozenGround } from '../passes/ground/frozen-ground.ts'
import { once } from '../passes/once.ts'
import { grown } from './grown.ts'
import { liveOrders } from './live-orders.ts'
import { liveWindows } from './live-windows.ts'

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
    /** The sum of somebody's volume is known anew, which may lie below zero. */
    set: (volume: string, person: number, micro: number) => boolean
    /** All orders of a person that give of a volume are others now; they are asked for where anything reads them. */
    ordersAre: (volume: string, person: number, micros: () => readonly number[]) => boolean
    /** Whether a volume is read by the evaluations of a binary too, and not as a sum alone. */
    isByEvaluation: (volume: string) => boolean
  }>

/** What was sold so far of an open period, with room for so many people who may join. */
export function liveSold(
  { plan, frozen }: FrozenGround,
  period: Period,
  base: FieldColumns,
  { room, decimals }: Readonly<{ room: number; decimals: number }>,
): LiveSold {
  const people = base.people + room
  const volumes = liveVolumes(plan, base, { people, decimals })
  const orders = once((name: string) => liveOrders(plan, () => base.orders(name), { people, decimals }))
  const windows = liveWindows(plan, frozen, period, { room, decimals, column: volumes.column })
  return {
    volume: (name) => volumes.column(name),
    volumeIn: (...of) => windows.columns(...of),
    orders: (name) => orders(name).sums(),
    add: (volume, person, micro, { atMs, isSame }) =>
      [
        windows.add(volume, person, micro, atMs),
        volumes.set(volume, person, volumes.sum(volume, person) + micro),
        orders(volume).add(person, micro, isSame),
      ].every(Boolean),
    set: (...of) => volumes.set(...of),
    ordersAre: (volume, person, micros) =>
      !orders(volume).isRead() || orders(volume).replace(person, micros()),
    isByEvaluation: (name) => windows.has(name),
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
