import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { mayServe, type PersonalDetails } from '../domain/person.ts'
import { personById } from '../store/people.ts'
import { joinPerson } from './add-person.ts'
import type { JoinDeps } from './field-deps.ts'

/** Adds a customer of a distributor. Refused as `field.not_a_seller` when the distributor may have none. */
export async function createCustomer(
  deps: JoinDeps,
  tx: Tx,
  about: About,
  input: { distributorId: bigint; kind: 'retail' | 'preferred'; details: PersonalDetails },
): Promise<Result<{ personId: bigint; code: string }>> {
  const distributor = await personById(tx, input.distributorId)
  if (!distributor || !mayServe(distributor)) return refuse('field.not_a_seller')
  const made = await joinPerson(deps, tx, {
    kind: input.kind,
    marketId: distributor.marketId,
    sponsorId: distributor.id,
    details: input.details,
    joinedAt: new Date(await companyNow(tx)),
  })
  about('person', made.personId)
  about('sponsor', distributor.id)
  return ok(made)
}
