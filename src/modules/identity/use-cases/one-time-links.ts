import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { hashToken, newToken } from '#platform/sessions/token.ts'
import { hashPassword } from '#platform/sessions/password-hash.ts'
import { LINK_HOURS, passwordProblem, type Account, type LinkPurpose } from '../domain/account.ts'
import { accountById, confirmLogin, setPassword } from '../store/accounts.ts'
import { addLink, consumeLink, endSessionsOf, openLink, useUpLinks } from '../store/sessions.ts'
import { startSession, type StartedSession } from './start-session.ts'

/** The secret of a new one-time link, for `linkPath`; only its hash is kept. */
export async function issueLink(
  tx: Tx,
  input: { accountId: bigint; purpose: LinkPurpose },
): Promise<{ token: string }> {
  const { token, hash } = newToken()
  const hours = LINK_HOURS[input.purpose]
  await addLink(tx, { accountId: input.accountId, purpose: input.purpose, tokenHash: hash, hours })
  return { token }
}

/** Links by which a password is set. */
const PASSWORD_LINKS = ['first_administrator', 'activation', 'new_password'] as const

/**
 * Where a link leads, below the site's address. The secret lies behind `#`, so that it is in no server's log; only the shop, which
 * works without script, has it in the path.
 */
export function linkPath(
  realm: Account['realm'],
  token: string,
  purpose: LinkPurpose = 'activation',
): string {
  return `${pages[purpose === 'confirm_login' ? 'confirm' : 'welcome'][realm]}${token}`
}

const pages = {
  welcome: { staff: '/console/welcome#', distributor: '/office/welcome#', customer: '/account/welcome/' },
  confirm: { staff: '/console/confirm#', distributor: '/office/confirm#', customer: '/account/confirm/' },
} as const

/** Whom a link lets in; refused as `identity.link_gone` when it was used, is too old or was never given out. */
export async function lookAtLink(
  deps: { db: Db },
  input: { token: string; requestId: string },
): Promise<Result<{ account: Account; purpose: LinkPurpose }>> {
  return read(deps, systemActor(input.requestId), async (tx) => {
    const link = await openLink(tx, hashToken(input.token))
    const account = link && (await accountById(tx, link.accountId))
    if (!link || !account || account.status === 'blocked') return refuse('identity.link_gone')
    return ok({ account, purpose: link.purpose })
  })
}

/**
 * Uses a link: sets the password, activates the account, ends its other sessions and starts one. Refused as
 * `identity.link_gone` or for the password; a refused password leaves the link usable.
 */
export async function consumeOneTimeLink(
  deps: { db: Db },
  input: { token: string; password: string; requestId: string },
): Promise<Result<StartedSession>> {
  const looked = await lookAtLink(deps, input)
  if (!looked.ok) return looked
  const problem = passwordProblem(input.password, looked.value.account.login)
  if (problem) return { ok: false, refusal: problem }
  const passwordHash = await hashPassword(input.password)
  const call = { actor: systemActor(input.requestId), useCase: 'identity.use_link' }
  return transact(deps, call, async (tx, about) => {
    const link = await consumeLink(tx, { tokenHash: hashToken(input.token), purposes: PASSWORD_LINKS })
    if (!link) return refuse('identity.link_gone')
    about('account', link.accountId)
    await useUpLinks(tx, link.accountId)
    await setPassword(tx, { accountId: link.accountId, passwordHash })
    // It came by mail to the login.
    if (link.purpose === 'new_password') await confirmLogin(tx, link.accountId)
    await endSessionsOf(tx, link.accountId)
    const account = await accountById(tx, link.accountId)
    if (!account) throw new Error('a link is of no account')
    return ok(await startSession(tx, account))
  })
}
