import type { Numbers, OutColumn, Width } from './out-column.ts'

/** The length of a field without a value. */
const NONE = -1

/**
 * Rows as COPY takes them in binary form, in which a zero of a column that says so is no value: neither its bytes nor the server's
 * work on them are spent, which counts where most values are zero. Rows then differ in length. Gives what makes the bytes of up to
 * `most` rows; the memory that it works in is used again for the next ones.
 */
export function sparseRows(
  columns: readonly OutColumn[],
  most: number,
): (from: number, until: number) => Buffer {
  const rooms = columns.map(() => new Float64Array(most))
  const places = new Int32Array(most)
  return (from, until) => {
    const rows = until - from
    const read = columns.map((column, index) => valuesOf(column, from, rows, rooms[index]))
    /** Where the next field of each row goes. */
    const at = places.subarray(0, rows)
    const bytes = placeRows(at, read, columns)
    const piece = Buffer.allocUnsafe(bytes)
    const view = new DataView(piece.buffer, piece.byteOffset, bytes)
    beginRows(view, at, columns.length)
    columns.forEach((column, index) => {
      const values = read[index]
      if (!values) return
      if (values instanceof BigInt64Array) writeBigs(view, at, values)
      else writeNumbers(view, at, values, column.bytes, isSparse(column))
    })
    return piece
  }
}

/** Writes how many fields each row has. */
function beginRows(view: DataView, at: Int32Array, fields: number): void {
  for (let row = 0; row < at.length; row++) {
    const to = at[row] ?? 0
    view.setInt16(to, fields)
    at[row] = to + 2
  }
}

function isSparse(column: OutColumn): boolean {
  return 'zeroIsNone' in column && column.zeroIsNone
}

/**
 * The values of a column for some rows, one after the other. All numbers become one kind: loops that meet several kinds put each
 * number into an object of its own, which took more time than all the rest.
 */
function valuesOf(
  column: OutColumn,
  from: number,
  rows: number,
  room = new Float64Array(rows),
): Float64Array | BigInt64Array {
  if ('bigs' in column) return column.bigs.subarray(from, from + rows)
  const values = room.subarray(0, rows)
  if ('value' in column) {
    for (let row = 0; row < rows; row++) values[row] = column.value(from + row)
    return values
  }
  if ('countedFrom' in column) {
    for (let row = 0; row < rows; row++) values[row] = column.countedFrom + from + row
    return values
  }
  const { numbers, order } = column
  if (!order) values.set(numbers.subarray(from, from + rows))
  else if (numbers instanceof Float64Array) floatsInOrder(values, numbers, order, from)
  else wholesInOrder(values, numbers, order, from)
  return values
}

function floatsInOrder(to: Float64Array, numbers: Float64Array, order: Int32Array, from: number): void {
  for (let row = 0; row < to.length; row++) to[row] = numbers[order[from + row] ?? 0] ?? 0
}

function wholesInOrder(
  to: Float64Array,
  numbers: Exclude<Numbers, Float64Array>,
  order: Int32Array,
  from: number,
): void {
  for (let row = 0; row < to.length; row++) to[row] = numbers[order[from + row] ?? 0] ?? 0
}

/** Fills in where each row begins; gives the bytes of all. */
function placeRows(
  at: Int32Array,
  read: readonly (Float64Array | BigInt64Array)[],
  columns: readonly OutColumn[],
): number {
  at.fill(2 + columns.reduce((sum, column) => sum + 4 + (isSparse(column) ? 0 : column.bytes), 0))
  columns.forEach((column, index) => {
    const values = read[index]
    if (!isSparse(column) || !values || values instanceof BigInt64Array) return
    widen(at, values, column.bytes)
  })
  let next = 0
  for (let row = 0; row < at.length; row++) {
    const width = at[row] ?? 0
    at[row] = next
    next += width
  }
  return next
}

/** Rows with a value are wider by its bytes. */
function widen(at: Int32Array, values: Float64Array, bytes: Width): void {
  for (let row = 0; row < at.length; row++) if (values[row] !== 0) at[row] = (at[row] ?? 0) + bytes
}

function writeNumbers(
  view: DataView,
  at: Int32Array,
  values: Float64Array,
  bytes: Width,
  skipsZero: boolean,
): void {
  for (let row = 0; row < at.length; row++) {
    const to = at[row] ?? 0
    const value = values[row] ?? 0
    const isNone = skipsZero && value === 0
    view.setInt32(to, isNone ? NONE : bytes)
    at[row] = to + 4 + (isNone ? 0 : bytes)
    if (isNone) continue
    if (bytes === 2) view.setInt16(to + 4, value)
    else if (bytes === 4) view.setInt32(to + 4, value)
    else {
      view.setInt32(to + 4, Math.floor(value / 4_294_967_296))
      view.setUint32(to + 8, value >>> 0)
    }
  }
}

function writeBigs(view: DataView, at: Int32Array, values: BigInt64Array): void {
  for (let row = 0; row < at.length; row++) {
    const to = at[row] ?? 0
    view.setInt32(to, 8)
    view.setBigInt64(to + 4, values[row] ?? 0n)
    at[row] = to + 12
  }
}
