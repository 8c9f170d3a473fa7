import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** A product that words were found in, in one of its languages. */
export type Hit = Readonly<{ productId: bigint; language: string; rank: number }>
/** A word that goods have in a language, and how like it is to one that was typed. */
export type NearWord = Readonly<{ word: string; language: string; productId: bigint; similarity: number }>

/** Where words may stand: everywhere, or only in what a product is called by. */
export type Places = '' | 'A'

/** A text as words: small letters without accents. At most so many; nobody looks for more. */
export async function wordsOf(tx: Tx, text: string, most: number): Promise<readonly string[]> {
  // The one sign that PostgreSQL takes in no text.
  const plain = text.replaceAll('\0', ' ')
  const { rows } = await sql<{ words: string[] }>`SELECT catalog.words_of(${plain}) AS words`.execute(tx)
  return (rows[0]?.words ?? []).slice(0, most)
}

/** The products that have all these words, each by its stem or as a beginning; an element may hold several words, of which one will do. */
export async function productsWith(
  tx: Tx,
  of: Readonly<{ words: readonly string[]; languages: readonly string[]; places: Places }>,
): Promise<readonly Hit[]> {
  if (of.words.length === 0) return []
  const { rows } = await sql<Hit>`
    SELECT t.product_id AS "productId", t.language, ts_rank('{0.05, 0.2, 0.4, 1}', t.words, q.query) AS rank
    FROM unnest(${[...of.languages]}::text[]) l (language)
    CROSS JOIN LATERAL (
      SELECT catalog.search_query(l.language, ${[...of.words]}::text[], ${of.places}) AS query OFFSET 0) q
    JOIN catalog.search_text t ON t.language = l.language AND t.words @@ q.query`.execute(tx)
  return rows
}

/** Below this, words share too little to be told from chance; a slip leaves short ones less in common. */
const SIMILARITY_MIN = 0.25
const SHORT_SIMILARITY_MIN = 0.1
const SHORT_LETTERS_MAX = 5
const NEAR_ROWS_MAX = 5000

/** Words of goods that hold a word or are like it. */
export async function wordsNear(
  tx: Tx,
  of: Readonly<{ word: string; languages: readonly string[] }>,
): Promise<readonly NearWord[]> {
  const least = of.word.length > SHORT_LETTERS_MAX ? SIMILARITY_MIN : SHORT_SIMILARITY_MIN
  await sql`SELECT set_config('pg_trgm.similarity_threshold', ${String(least)}, true)`.execute(tx)
  const { rows } = await sql<NearWord>`
    SELECT w.word, w.language, w.product_id AS "productId", public.similarity(w.word, ${of.word})::float8 AS similarity
    FROM catalog.search_word w
    WHERE w.language = ANY (${[...of.languages]}::text[])
      AND (w.word OPERATOR(public.%) ${of.word} OR w.word LIKE ${`%${of.word}%`})
    ORDER BY similarity DESC, w.word LIMIT ${NEAR_ROWS_MAX}`.execute(tx)
  return rows
}
