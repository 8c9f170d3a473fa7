import { add, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import { debtBefore, inTime } from '../../pay/volumes.ts'
import type { World } from '../../pay/world.ts'
import { exactNumber } from '../number-column.ts'
import { compareMoments, type Moment } from './moments.ts'

/** What a person's volume grew by at a moment, in millionths. */
export type OwnRow = Moment & Readonly<{ micro: number }>

/**
 * What somebody's personal volume grew by, moment by moment, the earliest first; where volume below zero counts as zero, it grows as
 * far as it is above. Throws NotCompiled for what is no whole number of millionths.
 */
export function ownRows(world: World, volume: string, person: number): readonly OwnRow[] {
  const counted = (value: Exact): Exact =>
    world.plan.negativeVolume !== 'kept' && sign(value) < 0 ? ZERO : value
  const rows: (OwnRow & { micro: number })[] = []
  let own = debtBefore(world, volume, person)
  for (const { atMs, line, value } of world.creditsOf(volume, person).toSorted(inTime)) {
    const after = add(own, value)
    const micro = exactNumber(subtract(counted(after), counted(own)))
    own = after
    const [last, moment] = [rows.at(-1), { atMs, id: line?.order.id }]
    if (last && compareMoments(last, moment) === 0) last.micro = exactNumber(add(last.micro, micro))
    else rows.push({ ...moment, micro })
  }
  return rows.filter(({ micro }) => micro !== 0)
}
