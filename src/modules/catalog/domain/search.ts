/** A word that goods are found by, and how much of it is shared with what was typed, from 0 to 1. */
export type KnownWord = Readonly<{ word: string; similarity: number }>

/** From so many letters on a word may be mistyped, or stand inside a longer one; shorter ones are like too many others. */
export const NEAR_LETTERS_MIN = 4
/** From so many letters on two slips are forgiven. */
const TWO_SLIPS_FROM = 7
const NEAR_MAX = 8
const PROPOSED_MAX = 3
/** What shares less is no help. */
const PROPOSED_SIMILARITY_MIN = 0.3

/** What somebody may have meant by a word that finds nothing: longer words that hold it, and those that are a slip or two away; the nearest first. */
export function meantBy(typed: string, known: readonly KnownWord[]): readonly string[] {
  if (typed.length < NEAR_LETTERS_MIN) return []
  const most = typed.length < TWO_SLIPS_FROM ? 1 : 2
  const near = known.flatMap(({ word, similarity }) => {
    // Also its beginning: it may be bent otherwise, or not be typed to its end yet.
    const begun = word.length > typed.length ? slips(typed, word.slice(0, typed.length), most) : most + 1
    const away = word.includes(typed) ? 0 : Math.min(begun, slips(typed, word, most))
    return away <= most ? [{ word, away, similarity }] : []
  })
  const sorted = near.toSorted(
    (a, b) => a.away - b.away || b.similarity - a.similarity || (a.word < b.word ? -1 : 1),
  )
  return [...new Set(sorted.map(({ word }) => word))].slice(0, NEAR_MAX)
}

/** The words most like one that finds nothing, to be proposed where none is near enough to be meant. */
export function likeliest(known: readonly KnownWord[]): readonly string[] {
  const like = known.filter(({ similarity }) => similarity >= PROPOSED_SIMILARITY_MIN)
  const sorted = like.toSorted((a, b) => b.similarity - a.similarity || (a.word < b.word ? -1 : 1))
  return [...new Set(sorted.map(({ word }) => word))].slice(0, PROPOSED_MAX)
}

/**
 * How many slips lie between two words: a letter too many, too few, another one, or two neighbours in the wrong order. More than `most`
 * are not counted to the end.
 */
export function slips(left: string, right: string, most: number): number {
  const [a, b] = [Array.from(left), Array.from(right)]
  if (Math.abs(a.length - b.length) > most) return most + 1
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const now = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const ways = [
        (last[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        ...(isSwapped ? [(beforeLast[column - 2] ?? 0) + 1] : []),
      ]
      now.push(Math.min(...ways))
    }
    if (Math.min(...now) > most) return most + 1
    beforeLast = last
    last = now
  }
  return last[b.length] ?? 0
}
