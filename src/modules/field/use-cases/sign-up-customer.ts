import { marketByCode } from '#modules/company/api.ts'
import { openAccount } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { displayNameOf, mayServe } from '../domain/person.ts'
import { personByCode } from '../store/people.ts'
import { joinPerson } from './add-person.ts'
import type { JoinDeps } from './field-deps.ts'
import { houseServer } from './house-position.ts'

export type NewCustomer = Readonly<{
  market: string
  /** The number of the distributor in whose shop the customer is; one who no longer sells is as good as none. */
  seller: string | undefined
  givenName: string
  familyName: string
  email: string
  language: string
  passwordHash: string
}>

/**
 * Makes a customer with an account. What others with the same e-mail address have or ordered is not looked at. Refused as
 * `field.market_unknown`, `field.customer.conflict` when somebody signs in to the shop with the address, or `field.no_house`.
 */
export async function signUpCustomer(
  deps: JoinDeps,
  tx: Tx,
  about: About,
  input: NewCustomer,
): Promise<Result<{ personId: bigint; code: string }>> {
  const market = await marketByCode(tx, input.market)
  if (!market) return refuse('field.market_unknown', { market: input.market }, 'market')
  const named = input.seller === undefined ? undefined : await personByCode(tx, input.seller)
  const server = named && mayServe(named) ? named : await houseServer(tx, market.id)
  if (!server) return refuse('field.no_house')
  const { givenName, familyName, email, language, passwordHash } = input
  const details = { givenName, familyName, email, phone: null, language }
  const made = await joinPerson(deps, tx, {
    kind: 'retail',
    marketId: market.id,
    sponsorId: server.id,
    details,
    joinedAt: new Date(await companyNow(tx)),
  })
  const account = { realm: 'customer', login: email, name: displayNameOf(details) } as const
  const opened = await openAccount(tx, { ...account, personId: made.personId, passwordHash })
  if (!opened.ok) return refuse('field.customer.conflict', {}, 'email')
  about('person', made.personId)
  about('sponsor', server.id)
  return ok(made)
}
