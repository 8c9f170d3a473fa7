import type { Period } from '#shared/period.ts'
import type { FrozenColumns } from '../../frozen/columns.ts'
import { correctionsIn } from '../../frozen/frozen-adjustments.ts'
import type { PersonalVolume } from '../../language/plan.ts'
import { volumesByHand } from '../by-hand.ts'
import { CORRECTION, type VolumeRows } from '../order-sums.ts'
import type { LineCredits } from './volumes.ts'

/**
 * What lines whose orders are whole give of a volume, and corrections by hand, each after the orders that came before it. `isSame`
 * says whether a row is of the order of the row before.
 */
export function volumeRows(
  { lines, adjustments }: Pick<FrozenColumns, 'lines' | 'adjustments'>,
  { micro, owner, isSame }: LineCredits & Readonly<{ isSame: (row: number) => boolean }>,
  volume: PersonalVolume,
  period: Period,
): VolumeRows {
  const byHand = volumesByHand(correctionsIn(adjustments), volume.name, period).toSorted(
    (a, b) => a.atMs - b.atMs,
  )
  const { atMs } = lines
  const length = atMs.length + byHand.length
  const rows = {
    owner: new Int32Array(length),
    order: new Int32Array(length),
    micro: new Float64Array(length),
  }
  let [row, one, order] = [0, 0, 0]
  for (let at = 0; at < length; at++) {
    const correction = byHand[one]
    if (correction && (row === atMs.length || correction.atMs < (atMs[row] ?? 0))) {
      rows.owner[at] = correction.person
      rows.order[at] = CORRECTION
      rows.micro[at] = correction.micro
      one += 1
      continue
    }
    if (!isSame(row)) order += 1
    const value = micro(row)
    rows.owner[at] = value === 0 ? -1 : owner(row)
    rows.order[at] = order
    rows.micro[at] = value
    row += 1
  }
  return rows
}
