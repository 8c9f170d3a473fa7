import type { Tx } from '#platform/postgres/database.ts'
import { textsOfVersions } from '../store/promotions.ts'
import { readDocument } from './read-promotion.ts'

/** What promotions are called, by the ids of their versions: their code, and the title by language. */
export async function promotionTitles(
  tx: Tx,
  versionIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, Readonly<{ code: string; title: Readonly<Record<string, string>> }>>> {
  const texts = await textsOfVersions(tx, [...new Set(versionIds)])
  return new Map(
    texts.map(({ id, text }) => {
      const { promotion, title } = readDocument(text)
      return [id, { code: promotion, title }]
    }),
  )
}

/** The title in the first language that there is, from the wished ones; then English, then whichever there is. */
export function titleIn(
  title: Readonly<Record<string, string>>,
  ...languages: readonly (string | undefined)[]
): string {
  for (const language of [...languages, 'en']) {
    if (language === undefined) continue
    const found = title[language] ?? title[language.split('-')[0] ?? '']
    if (found !== undefined) return found
  }
  return Object.values(title)[0] ?? ''
}
