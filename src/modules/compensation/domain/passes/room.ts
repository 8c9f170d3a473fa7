/** Everything that a column of people can be. */
export type AnyColumn = Float64Array | Int32Array | Uint8Array

/**
 * Where a run takes its columns from. A column that is not read any more is given back and taken again: memory that the
 * system gave before is written several times as fast as memory that is new.
 */
export type ColumnRoom = Readonly<{
  /** A column in which everybody has the same value: zero, unless another one is given. */
  floats: (of?: number) => Float64Array
  ints: (of?: number) => Int32Array
  bytes: (of?: number) => Uint8Array
  /** Nobody reads these any more; what is no column of this room is left alone. */
  giveBack: (...columns: readonly (Float64Array | Int32Array | Uint8Array | undefined)[]) => void
  /** Everything that was ever taken may be taken again: what stands in it is lost with the next run. */
  empty: () => void
}>

/**
 * A room for so many people. In shared memory other threads read the columns where they lie; `fill` writes a value into a
 * column, where it may not be written at once.
 */
export function columnRoom(
  people: number,
  memory: 'own' | 'shared' = 'own',
  fill: (column: AnyColumn, of: number) => void = (column, of) => void column.fill(of),
): ColumnRoom {
  const room = (size: number): ArrayBufferLike =>
    memory === 'shared' ? new SharedArrayBuffer(people * size) : new ArrayBuffer(people * size)
  const floats = shelf(() => new Float64Array(room(8)), fill)
  const ints = shelf(() => new Int32Array(room(4)), fill)
  const bytes = shelf(() => new Uint8Array(room(1)), fill)
  const shelves = [floats, ints, bytes]
  return {
    floats: (of = 0) => floats.take(of),
    ints: (of = 0) => ints.take(of),
    bytes: (of = 0) => bytes.take(of),
    giveBack: (...columns) => {
      for (const column of columns) for (const one of shelves) one.giveBack(column)
    },
    empty: () => {
      for (const one of shelves) one.empty()
    },
  }
}

type Shelf<C> = Readonly<{ take: (of: number) => C; giveBack: (column: unknown) => void; empty: () => void }>

function shelf<C extends AnyColumn>(make: () => C, fill: (column: C, of: number) => void): Shelf<C> {
  const all: C[] = []
  const taken = new Set<unknown>()
  let free: C[] = []
  return {
    take: (of) => {
      const used = free.pop()
      const column = used ?? make()
      if (used || of !== 0) fill(column, of)
      if (!used) all.push(column)
      taken.add(column)
      return column
    },
    giveBack: (column) => {
      if (!taken.delete(column)) return
      const own = all.find((one) => one === column)
      if (own) free.push(own)
    },
    empty: () => {
      taken.clear()
      free = [...all]
    },
  }
}

/** A room of which is known what was taken, so that an attempt that is written again gives it back. */
export function watched(
  of: ColumnRoom,
): Readonly<{ room: ColumnRoom; taken: (Float64Array | Int32Array | Uint8Array)[] }> {
  const taken: (Float64Array | Int32Array | Uint8Array)[] = []
  const noted = <C extends Float64Array | Int32Array | Uint8Array>(column: C): C => {
    taken.push(column)
    return column
  }
  const room = {
    ...of,
    floats: (value?: number) => noted(of.floats(value)),
    ints: (value?: number) => noted(of.ints(value)),
    bytes: (value?: number) => noted(of.bytes(value)),
  }
  return { room, taken }
}
