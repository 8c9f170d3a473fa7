import type { FiguresHead, FiguresHeld, FiguresPiece } from './figures-piece.ts'

/** What a plan says of one person. */
export type FiguresRow = Readonly<{ rank: number; own: number; branch: number; activity: number }>

/**
 * The figures that were handed on last, of everybody, apart from the image: an image that is loaded anew takes them from here.
 * A piece is taken as a whole between two questions, so that no answer sees half of one.
 */
export type FiguresShelf = Readonly<{
  /** Takes a piece over if it follows what is held. */
  take: (piece: FiguresPiece) => void
  held: () => FiguresHeld
  head: () => FiguresHead | undefined
  /** Counts the pieces taken, whoever made them. */
  version: () => number
  /** Whom the last piece was about, by number; undefined where it was about everybody. */
  lastChanged: () => Int32Array | undefined
  count: () => number
  idOf: (number: number) => number
  rowOf: (number: number) => FiguresRow
}>

type Columns = {
  ids: Float64Array
  rank: Uint8Array
  own: Float64Array
  branch: Float64Array
  activity: Uint8Array
}

export function figuresShelf(): FiguresShelf {
  let columns = emptyColumns(0)
  let [count, version] = [0, 0]
  let last: FiguresPiece | undefined
  let head: FiguresHead | undefined
  const take = (piece: FiguresPiece): void => {
    const follows = last?.maker === piece.maker && piece.generation === last.generation + 1
    if (!piece.isEverybody && !follows) return
    if (piece.isEverybody) count = 0
    const most = piece.numbers.reduce((highest, number) => Math.max(highest, number + 1), count)
    if (piece.isEverybody || most > columns.ids.length) columns = grown(columns, count, most)
    count = most
    for (let row = 0; row < piece.numbers.length; row++) putRow(columns, piece, row)
    last = piece
    // Without the columns, as it goes out with every answer.
    const { seq, period, before, ladder, state } = piece
    head = { seq, period, before, ladder, state }
    version += 1
  }
  return {
    take,
    held: () => last && { maker: last.maker, generation: last.generation },
    head: () => head,
    version: () => version,
    lastChanged: () => (last === undefined || last.isEverybody ? undefined : last.numbers),
    count: () => count,
    idOf: (number) => columns.ids[number] ?? 0,
    rowOf: (number) => ({
      rank: columns.rank[number] ?? 0,
      own: columns.own[number] ?? Number.NaN,
      branch: columns.branch[number] ?? Number.NaN,
      activity: columns.activity[number] ?? 0,
    }),
  }
}

function emptyColumns(places: number): Columns {
  return {
    ids: new Float64Array(places),
    rank: new Uint8Array(places),
    own: new Float64Array(places),
    branch: new Float64Array(places),
    activity: new Uint8Array(places),
  }
}

/** Room for more people: newcomers come one by one, so that some are expected. */
function grown(from: Columns, kept: number, places: number): Columns {
  const larger = emptyColumns(places + Math.ceil(places / 50) + 256)
  larger.ids.set(from.ids.subarray(0, kept))
  larger.rank.set(from.rank.subarray(0, kept))
  larger.own.set(from.own.subarray(0, kept))
  larger.branch.set(from.branch.subarray(0, kept))
  larger.activity.set(from.activity.subarray(0, kept))
  return larger
}

function putRow(columns: Columns, piece: FiguresPiece, row: number): void {
  const number = piece.numbers[row] ?? 0
  columns.ids[number] = piece.ids[row] ?? 0
  columns.rank[number] = piece.rank[row] ?? 0
  columns.own[number] = piece.own[row] ?? Number.NaN
  columns.branch[number] = piece.branch[row] ?? Number.NaN
  columns.activity[number] = piece.activity[row] ?? 0
}
