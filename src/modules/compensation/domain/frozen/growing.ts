/** Columns of numbers that grow in number. */
export type Growing<A> = Readonly<{
  push: (value: number) => void
  at: (row: number) => number
  /** Changes a value that is there. */
  put: (row: number, value: number) => void
  length: () => number
  /** The values so far, in memory of their own. */
  values: () => A
}>

const FIRST_ROOM = 4_096

/** Each kind of column has a function of its own, so that none of them meets columns of another kind while it is filled. */
function movedTo<A extends { set: (values: A) => void }>(larger: A, values: A): A {
  larger.set(values)
  return larger
}

export function growingInts(): Growing<Int32Array> {
  let values = new Int32Array(FIRST_ROOM)
  let length = 0
  return {
    push(value) {
      if (length === values.length) values = movedTo(new Int32Array(length * 2), values)
      values[length] = value
      length += 1
    },
    at: (row) => values[row] ?? 0,
    put: (row, value) => void (values[row] = value),
    length: () => length,
    values: () => values.slice(0, length),
  }
}

export function growingFloats(): Growing<Float64Array> {
  let values = new Float64Array(FIRST_ROOM)
  let length = 0
  return {
    push(value) {
      if (length === values.length) values = movedTo(new Float64Array(length * 2), values)
      values[length] = value
      length += 1
    },
    at: (row) => values[row] ?? 0,
    put: (row, value) => void (values[row] = value),
    length: () => length,
    values: () => values.slice(0, length),
  }
}

/** Whole numbers of 64 bits. */
export function growingBigs() {
  let values = new BigInt64Array(FIRST_ROOM)
  let length = 0
  return {
    push(value: bigint): void {
      if (length === values.length) values = movedTo(new BigInt64Array(length * 2), values)
      values[length] = value
      length += 1
    },
    at: (row: number): bigint => values[row] ?? 0n,
    values: (): BigInt64Array => values.slice(0, length),
  }
}
