/** A longer column that begins with another one and goes on with the same value. */
export function grown(column: Uint8Array, length: number, value: number): Uint8Array<ArrayBuffer>
export function grown(column: Uint16Array, length: number, value: number): Uint16Array<ArrayBuffer>
export function grown(column: Int32Array, length: number, value: number): Int32Array<ArrayBuffer>
export function grown(column: Float64Array, length: number, value: number): Float64Array<ArrayBuffer>
export function grown(
  column: Uint8Array | Uint16Array | Int32Array,
  length: number,
  value: number,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>
export function grown(
  column: Uint8Array | Uint16Array | Int32Array | Float64Array,
  length: number,
  value: number,
): Uint8Array | Uint16Array | Int32Array | Float64Array {
  const made =
    column instanceof Uint8Array
      ? new Uint8Array(length)
      : column instanceof Uint16Array
        ? new Uint16Array(length)
        : column instanceof Int32Array
          ? new Int32Array(length)
          : new Float64Array(length)
  made.set(column)
  made.fill(value, column.length)
  return made
}
