import type { Tx } from '#platform/postgres/database.ts'
import { likeliest, meantBy, NEAR_LETTERS_MIN } from '../domain/search.ts'
import { productsWith, wordsNear, wordsOf } from '../store/search.ts'

const WORDS_MAX = 8

/** What a search found. */
export type Found = Readonly<{
  /** By product, the higher the nearer. */
  ranks: ReadonlyMap<bigint, number>
  /** What was looked for instead, where nothing has the words as they were typed. */
  instead: string | undefined
  /** Where nothing was found: words that goods have, near to the typed ones. */
  near: readonly string[]
}>

/** Which goods a search may tell of, in which of their languages. What cannot be seen gives neither a hit nor a word. */
export type MayFind = (productId: bigint, language: string) => boolean

/**
 * Finds goods by what somebody typed: all words, by their stems or beginnings, in the languages given. Where nothing has them all, a
 * word that finds nothing at all is taken for those that hold it or are a slip away.
 */
export async function searchGoods(
  tx: Tx,
  of: Readonly<{ text: string; languages: readonly string[]; mayFind: MayFind }>,
): Promise<Found> {
  const { languages, mayFind } = of
  const words = await wordsOf(tx, of.text, WORDS_MAX)
  const found = async (asked: readonly string[]): Promise<ReadonlyMap<bigint, number>> => {
    const hits = await productsWith(tx, { words: asked, languages, places: '' })
    const ranks = new Map<bigint, number>()
    for (const { productId, language, rank } of hits)
      if (mayFind(productId, language)) ranks.set(productId, Math.max(rank, ranks.get(productId) ?? 0))
    return ranks
  }
  const exact = await found(words)
  if (exact.size > 0 || words.length === 0) return { ranks: exact, instead: undefined, near: [] }
  const meant = []
  for (const word of words) {
    const isKnown = words.length > 1 && (await found([word])).size > 0
    meant.push(isKnown ? { word, taken: [word], like: [word] } : await meanings(tx, word, of))
  }
  if (meant.every(({ taken }) => taken.length > 0) && meant.some(({ word, taken }) => taken[0] !== word)) {
    const ranks = await found(meant.map(({ taken }) => taken.join(' ')))
    if (ranks.size > 0)
      return { ranks, instead: meant.map(({ word, taken }) => taken[0] ?? word).join(' '), near: [] }
  }
  return { ranks: new Map(), instead: undefined, near: [...new Set(meant.flatMap(({ like }) => like))] }
}

/** What a word that finds nothing may stand for, and what is most like it. */
async function meanings(
  tx: Tx,
  word: string,
  { languages, mayFind }: Readonly<{ languages: readonly string[]; mayFind: MayFind }>,
) {
  if (word.length < NEAR_LETTERS_MIN) return { word, taken: [], like: [] }
  const known = (await wordsNear(tx, { word, languages })).filter((one) =>
    mayFind(one.productId, one.language),
  )
  const taken = meantBy(word, known)
  return { word, taken, like: taken.length > 0 ? taken.slice(0, 1) : likeliest(known) }
}
