import { nextCodes } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { printedAmong } from '../store/campaigns.ts'
import { knownCodes } from '../store/changed-products.ts'

/** The next numbers that no product has: an import may have brought goods with numbers of their own, and catalogues print some. */
export async function freeCodes(tx: Tx, count: number): Promise<readonly string[]> {
  const free: string[] = []
  while (free.length < count) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: nearly always all of the first ones are free
    const codes = await nextCodes(tx, 'product', count - free.length)
    // oxlint-disable-next-line no-await-in-loop -- as before
    const [known, printed] = [await knownCodes(tx, codes), await printedAmong(tx, codes)]
    free.push(...codes.filter((code) => !known.has(code) && !printed.has(code)))
  }
  return free
}
