import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addAgreement } from '../store/agreements.ts'

/** Publishes the next version of the agreement in a language; newcomers accept it from then on. Gives its number. */
export async function publishAgreement(
  tx: Tx,
  input: { language: string; title: string; body: string },
): Promise<number> {
  return addAgreement(tx, { ...input, at: new Date(await companyNow(tx)) })
}
