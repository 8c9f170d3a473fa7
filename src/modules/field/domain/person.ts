import { proposeShopName, SHOP_NAME_MAX } from '#shared/shop-name.ts'

export const PERSON_KINDS = ['distributor', 'preferred', 'retail', 'company'] as const
export const PERSON_STATUSES = ['active', 'inactive', 'suspended', 'terminated'] as const
export const APPLICATION_STATES = ['waiting', 'approved', 'refused', 'withdrawn'] as const

export type PersonKind = (typeof PERSON_KINDS)[number]
export type PersonStatus = (typeof PERSON_STATUSES)[number]
export type ApplicationState = (typeof APPLICATION_STATES)[number]

/** What of a person is no secret: codes stand on paper. Names and contacts lie apart. */
export type Person = Readonly<{
  id: bigint
  code: string
  kind: PersonKind
  status: PersonStatus
  marketId: bigint
  joinedAt: Date
  /** Who looks after the person and may see the name: the sponsor, or a customer's distributor. */
  servedBy: bigint | null
}>

export type PersonalDetails = Readonly<{
  givenName: string
  familyName: string
  email: string | null
  phone: string | null
  language: string
}>

/** Whether people may still join or buy through this person. */
export function mayServe(person: Pick<Person, 'kind' | 'status'>): boolean {
  return isSeller(person.kind) && (person.status === 'active' || person.status === 'inactive')
}

/** Who has a shop, an invitation and a team. */
export function isSeller(kind: PersonKind): boolean {
  return kind === 'distributor' || kind === 'company'
}

/** The name under which a person is shown. */
export function displayNameOf(names: Pick<PersonalDetails, 'givenName' | 'familyName'>): string {
  return `${names.givenName} ${names.familyName}`.trim()
}

/**
 * Shop names to try for a newcomer, best first: of the whole name, then with the code's last digits. The last one has
 * the whole code and is therefore free.
 */
export function shopNamesToTry(displayName: string, code: string): string[] {
  const plain = proposeShopName(displayName)
  const withCode = (base: string, digits: string): string =>
    `${base.slice(0, SHOP_NAME_MAX - digits.length - 1).replace(/-+$/, '')}-${digits}`
  const sure = withCode('shop', code)
  return plain === undefined ? [sure] : [plain, withCode(plain, code.slice(-4)), withCode(plain, code), sure]
}
