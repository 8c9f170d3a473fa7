import type { Viewer } from '#platform/sessions/viewer.ts'
import type { Account } from '../domain/account.ts'
import type { IdentityDeps } from '../use-cases/identity-deps.ts'

/** Who is signed in, as contracts show it. */
export function meOf(deps: IdentityDeps, account: Account, { personId, rights }: Viewer) {
  const { id, realm, login, name } = account
  const person = personId === undefined ? {} : { personId: deps.ids.close('per', personId) }
  const confirmed = account.confirmedAt !== null
  return {
    id: deps.ids.close('acc', id),
    realm,
    login,
    name,
    confirmed,
    rights: [...rights.keys()],
    ...person,
  }
}
