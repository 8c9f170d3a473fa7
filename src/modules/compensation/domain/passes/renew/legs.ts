import type { TreeColumns } from '../field-columns.ts'

/** Who stands directly below each person: the one hung up last, and beside each the next; -1 for none. */
export type Legs = Readonly<{ first: Int32Array; next: Int32Array }>

export function legsOf({ parent }: TreeColumns): Legs {
  const [first, next] = [new Int32Array(parent.length).fill(-1), new Int32Array(parent.length).fill(-1)]
  for (let person = parent.length - 1; person >= 0; person--)
    hang({ first, next }, person, parent[person] ?? -1)
  return { first, next }
}

/** Puts a person below another one. */
export function hang({ first, next }: Legs, person: number, above: number): void {
  if (above < 0) return
  next[person] = first[above] ?? -1
  first[above] = person
}
