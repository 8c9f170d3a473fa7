import type { Realm } from '#shared/realm.ts'
import { refusal, type Refusal } from '#shared/refusal.ts'

export type AccountStatus = 'invited' | 'active' | 'blocked'
export type LinkPurpose = 'first_administrator' | 'activation' | 'new_password' | 'confirm_login'
/** Links that go by mail to whoever reads what is sent to the login. */
export type MailedPurpose = Extract<LinkPurpose, 'new_password' | 'confirm_login'>

export type Account = Readonly<{
  id: bigint
  realm: Realm
  login: string
  name: string
  personId: bigint | null
  status: AccountStatus
  demonstration: boolean
  /** Since when it is known that whoever has the account reads what is sent to the login. */
  confirmedAt: Date | null
}>

/** What a new account needs. `login` is any writing of it; staff have no person, all others do. */
export type NewAccount = Readonly<{
  realm: Realm
  login: string
  name: string
  personId: bigint | null
}>

/** Sessions of staff end within a working day; on phones people stay signed in. */
export const SESSION_HOURS: Readonly<Record<Realm, number>> = {
  staff: 12,
  distributor: 24 * 30,
  customer: 24 * 30,
}

/** How long a one-time link lives. */
export const LINK_HOURS: Readonly<Record<LinkPurpose, number>> = {
  first_administrator: 24 * 7,
  activation: 24 * 14,
  new_password: 1,
  confirm_login: 24 * 14,
}

/** So many failed sign-ins of one login from one address within the window, then a pause until the window ends. */
export const SIGN_IN_ATTEMPTS_MAX = 8
export const SIGN_IN_WINDOW_MINUTES = 15

/** So many links are mailed to one login within the window; what is asked beyond is answered alike and does nothing. */
export const LINKS_MAILED_MAX = 3

const PASSWORD_LENGTH_MIN = 10
const PASSWORD_LENGTH_MAX = 200

/** The form of a login that is stored and compared. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase()
}

/** Why a password is not good enough, or nothing. Length counts, not the kinds of characters. */
export function passwordProblem(password: string, login: string): Refusal | undefined {
  const length = password.normalize('NFKC').length
  if (length < PASSWORD_LENGTH_MIN)
    return refusal('identity.password_short', { least: PASSWORD_LENGTH_MIN }, 'password')
  if (length > PASSWORD_LENGTH_MAX)
    return refusal('identity.password_long', { most: PASSWORD_LENGTH_MAX }, 'password')
  const plain = password.toLowerCase()
  const guessed = plain === login || login.split('@')[0] === plain || new Set(plain).size < 4
  return guessed ? refusal('identity.password_guessable', {}, 'password') : undefined
}
