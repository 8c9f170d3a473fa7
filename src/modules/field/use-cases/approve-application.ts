import { openAccount } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { displayNameOf, mayServe } from '../domain/person.ts'
import { decide, lockApplication, type Application, type Decider } from '../store/applications.ts'
import { personById } from '../store/people.ts'
import { joinPerson } from './add-person.ts'
import type { JoinDeps } from './field-deps.ts'

export type Newcomer = Readonly<{ personId: bigint; code: string }>

/**
 * Makes an applicant a distributor: a person, a place under the sponsor, an account with the password that was chosen.
 * Approving again gives the same person. Refused as `field.application.not_found`, `field.application.conflict` (it was
 * refused or withdrawn), `field.sponsor_gone`, or `field.email.conflict` (another distributor signs in with the address).
 */
export async function approveApplication(
  deps: JoinDeps,
  tx: Tx,
  about: About,
  input: { applicationId: bigint; by: Decider },
): Promise<Result<Newcomer>> {
  const application = await lockApplication(tx, input.applicationId)
  if (!application) return refuse('field.application.not_found')
  if (application.personId !== null) return approvedBefore(tx, application.personId)
  if (application.state !== 'waiting')
    return refuse('field.application.conflict', { state: application.state })
  const sponsor = await personById(tx, application.sponsorId)
  if (!sponsor || !mayServe(sponsor)) return refuse('field.sponsor_gone', { code: sponsor?.code ?? '' })
  const now = new Date(await companyNow(tx))
  const newcomer = await joinPerson(deps, tx, {
    kind: 'distributor',
    marketId: application.marketId,
    sponsorId: sponsor.id,
    joinedAt: now,
    details: application,
  })
  const opened = await openAccountOf(tx, application, newcomer.personId)
  if (!opened.ok) return opened
  await decide(tx, {
    id: application.id,
    state: 'approved',
    personId: newcomer.personId,
    at: now,
    by: input.by,
  })
  about('application', application.id)
  about('person', newcomer.personId)
  about('sponsor', sponsor.id)
  return ok(newcomer)
}

async function approvedBefore(tx: Tx, personId: bigint): Promise<Result<Newcomer>> {
  const person = await personById(tx, personId)
  if (!person) throw new Error('an approved application has no person')
  return ok({ personId, code: person.code })
}

async function openAccountOf(
  tx: Tx,
  application: Application & { passwordHash: string | null },
  personId: bigint,
): Promise<Result<bigint>> {
  const { passwordHash, email } = application
  if (passwordHash === null) throw new Error('a waiting application has no password')
  const account = { realm: 'distributor', login: email, name: displayNameOf(application), personId } as const
  const opened = await openAccount(tx, { ...account, passwordHash })
  return opened.ok ? opened : refuse('field.email.conflict', {}, 'email')
}
