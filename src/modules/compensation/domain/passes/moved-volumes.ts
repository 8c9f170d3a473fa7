import { worldSoFar } from './asked/world-so-far.ts'
import type { Column, Compiler } from './compiler.ts'
import { exactColumn } from './number-column.ts'
import { refuseRenewal } from './renew/renewal.ts'

/** Whether a definition is the volume of a group that orders count to by the places of their time, some of which changed. */
export function isMoved({ plan, field }: Pick<Compiler, 'plan' | 'field'>, key: string): boolean {
  if (!field.placesChange) return false
  return plan.volumes.some(({ kind, name }) => kind === 'group' && `volume:${name}` === key)
}

/**
 * The volume of a group within which people moved: the sum over the stretches in which everybody stayed, as the walking engine
 * takes it. Who changes place belongs to two groups, so that no single people are computed again.
 */
export function movedVolume(compiler: Compiler, key: string): Column {
  const { field, room, renewal, hand } = compiler
  refuseRenewal(renewal, 'places that change')
  hand.finish()
  const sumOf = worldSoFar(compiler).periodVolume(key.slice('volume:'.length))
  const sums = Array.from({ length: field.there() }, (_, person) => sumOf(person))
  const { values: known, decimals } = exactColumn(sums, key)
  const values = room.floats()
  values.set(known)
  return { is: 'number', values, decimals }
}
