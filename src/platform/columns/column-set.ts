/** A column as its owner holds it; `values` is another array after the set grew or was renumbered. */
export type Column<V> = Readonly<{ values: V }>

/** All columns over one numbering, in memory that threads can share. They grow and are renumbered together. */
export type ColumnSet = Readonly<{
  bytes: (initial?: number) => Column<Uint8Array>
  ints: (initial?: number) => Column<Int32Array>
  /** Also for integers up to 2^53. */
  floats: (initial?: number) => Column<Float64Array>
  /** Makes room for so many places. */
  reserve: (places: number) => void
  /** Moves the values of the first `count` places: the value at `n` goes to `newPlace[n]`. */
  renumber: (newPlace: Int32Array, count: number) => void
}>

type Numbers = {
  [place: number]: number
  set: (from: ArrayLike<number>) => void
  fill: (value: number) => unknown
}
type Slot = Readonly<{
  grow: (places: number) => void
  renumber: (newPlace: Int32Array, count: number) => void
}>

export function columnSet(): ColumnSet {
  let capacity = 1024
  const slots: Slot[] = []
  const add = <V extends Numbers & ArrayLike<number>>(
    make: (places: number) => V,
    initial: number,
  ): Column<V> => {
    const fresh = (places: number): V => {
      const values = make(places)
      if (initial !== 0) values.fill(initial)
      return values
    }
    const column = { values: fresh(capacity) }
    slots.push({
      grow: (places) => {
        const larger = fresh(places)
        larger.set(column.values)
        column.values = larger
      },
      renumber: (newPlace, count) => {
        const moved = fresh(capacity)
        const target: Numbers = moved
        for (let n = 0; n < count; n++) target[newPlace[n] ?? 0] = column.values[n] ?? 0
        column.values = moved
      },
    })
    return column
  }
  return {
    bytes: (initial = 0) => add((places) => new Uint8Array(new SharedArrayBuffer(places)), initial),
    ints: (initial = 0) => add((places) => new Int32Array(new SharedArrayBuffer(places * 4)), initial),
    floats: (initial = 0) => add((places) => new Float64Array(new SharedArrayBuffer(places * 8)), initial),
    reserve: (places) => {
      if (places <= capacity) return
      while (capacity < places) capacity *= 2
      for (const slot of slots) slot.grow(capacity)
    },
    renumber: (newPlace, count) => {
      for (const slot of slots) slot.renumber(newPlace, count)
    },
  }
}
