/** Columns of zeros in memory that other threads read where it lies. */
export const sharedFloats = (people: number): Float64Array =>
  new Float64Array(new SharedArrayBuffer(8 * people))

export const sharedInts = (people: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * people))

export const sharedBytes = (people: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(people))
