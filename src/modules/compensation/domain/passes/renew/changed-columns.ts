import type { Members } from './members.ts'

type Values = Float64Array | Uint8Array

/** Of whom columns are others than when the run was last renewed. */
export type ChangedColumns = Readonly<{
  /** Keeps a column as it stands; gives of whom it is another one, once the steps that write it have been taken. */
  of: (values: Values) => () => readonly number[]
  begin: () => void
}>

type Kept = { readonly before: Values; round: number; changed: readonly number[] }

/** A column is looked through once in a renewal: no step writes what an earlier one wrote, for whoever joins the members later. */
export function changedColumns(members: Members): ChangedColumns {
  const all = new WeakMap<Values, Kept>()
  let round = 0
  return {
    of(values) {
      const kept = all.get(values) ?? { before: values.slice(), round, changed: [] }
      // A column of an attempt that was written again may have been taken once more.
      kept.before.set(values)
      all.set(values, kept)
      return () => {
        if (kept.round !== round) {
          kept.round = round
          kept.changed = changedIn(values, kept.before, members)
        }
        return kept.changed
      }
    },
    begin: () => void (round += 1),
  }
}

function changedIn(values: Values, before: Values, { list, count }: Members): readonly number[] {
  const changed: number[] = []
  const most = count()
  for (let at = 0; at < most; at++) {
    const person = list[at] ?? 0
    const value = values[person] ?? 0
    if (value === before[person]) continue
    before[person] = value
    changed.push(person)
  }
  return changed
}
