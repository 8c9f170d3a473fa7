import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { withdraw } from '../store/applications.ts'

/**
 * The applicant takes the application back while it waits; the chosen password is forgotten. Refused as
 * `field.application.not_found`, or `field.application.conflict` when it was decided; withdrawing again changes nothing.
 */
export async function withdrawApplication(
  tx: Tx,
  about: About,
  input: { applicationId: bigint },
): Promise<Result<undefined>> {
  const state = await withdraw(tx, { id: input.applicationId, at: new Date(await companyNow(tx)) })
  if (state === undefined) return refuse('field.application.not_found')
  if (state !== 'withdrawn') return refuse('field.application.conflict', { state })
  about('application', input.applicationId)
  return ok(undefined)
}
