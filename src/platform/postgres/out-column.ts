/**
 * A column of a table as COPY writes it: how wide, and the value of each row; or the values as they lie, of which `order` names
 * the one of each row (without it, the one of its number), and of which zeros may be no value at all; or whole numbers of 64 bits;
 * or the number of the row, counted from some number for the first row of all.
 */
export type OutColumn =
  | Readonly<{ bytes: Width; value: (row: number) => number }>
  | Readonly<{ bytes: Width; numbers: Numbers; order?: Int32Array; zeroIsNone?: boolean }>
  | Readonly<{ bytes: 8; bigs: BigInt64Array }>
  | Readonly<{ bytes: Width; countedFrom: number }>

export type Width = 2 | 4 | 8
export type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array
