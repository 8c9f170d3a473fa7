import type { Tx } from '#platform/postgres/database.ts'
import type { FieldTables } from './tables.ts'

export type Agreement = Readonly<{ version: number; language: string; title: string; body: string }>

/**
 * The agreement that newcomers accept now: the latest version of the language, or the latest of all when the language
 * has none; undefined while none was published.
 */
export async function currentAgreement(tx: Tx, language: string): Promise<Agreement | undefined> {
  return tables(tx)
    .selectFrom('field.agreement')
    .select(['version', 'language', 'title', 'body'])
    .orderBy((order) => order('language', '=', language), 'desc')
    .orderBy('version', 'desc')
    .orderBy('language')
    .limit(1)
    .executeTakeFirst()
}

/** Adds the next version and gives its number. Two at once would clash on it and one of them is refused by its key. */
export async function addAgreement(
  tx: Tx,
  agreement: Omit<Agreement, 'version'> & { at: Date },
): Promise<number> {
  const { last } = await tables(tx)
    .selectFrom('field.agreement')
    .select((select) => select.fn.max('version').as('last'))
    .executeTakeFirstOrThrow()
  const version = (last ?? 0) + 1
  await tables(tx)
    .insertInto('field.agreement')
    .values({
      version,
      language: agreement.language,
      title: agreement.title,
      body: agreement.body,
      published_at: agreement.at,
    })
    .execute()
  return version
}

function tables(tx: Tx) {
  return tx.$extendTables<FieldTables>()
}
