import type { LineColumns } from './columns.ts'

/** From an instant on, what a position brings counts for another one; people by their places, nobody is -1. */
export type MergedPlaces = Readonly<{ person: number; into: number; fromMs: number }>

/** The same lines, with those that a merged position bought or sold counting for the one that stays; in the order of the merges. */
export function mergedLines(lines: LineColumns, merges: readonly MergedPlaces[]): LineColumns {
  const [buyer, seller] = [lines.buyer.slice(), lines.seller.slice()]
  for (const { person, into, fromMs } of merges) {
    if (person < 0) continue
    for (let row = 0; row < buyer.length; row++) {
      if ((lines.atMs[row] ?? 0) < fromMs) continue
      if (buyer[row] === person) buyer[row] = into
      if (seller[row] === person) seller[row] = into
    }
  }
  return { ...lines, buyer, seller }
}
