import { z } from 'zod'
import { endpoint, instant, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import { REALMS } from '#shared/realm.ts'

const realm = z.enum(REALMS)
export const login = z.string().trim().min(3).max(200)
export const name = z.string().trim().min(1).max(120)
export const password = z.string().min(1).max(1000)
const accountId = opaqueId('acc')
const roleCode = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/)

/** Who is signed in. `rights` names what the account may do somewhere; `*` stands for everything. */
export const me = z.object({
  id: accountId,
  realm,
  login,
  name,
  personId: opaqueId('per').optional(),
  rights: z.array(z.string()),
  /** Whether it is known that whoever is signed in reads what is sent to the login. */
  confirmed: z.boolean(),
  expiresAt: instant.optional(),
})

/** A role of an account in one market, or everywhere when no market is named. */
export const grant = z.object({ role: roleCode, market: z.string().optional() })

export const account = z.object({
  id: accountId,
  login,
  name,
  status: z.enum(['invited', 'active', 'blocked']),
  roles: z.array(grant),
})

const role = z.object({ code: roleCode, name, rights: z.array(z.string()) })

export const meExample = {
  id: 'acc_0123456789abc',
  realm: 'staff' as const,
  login: 'ada@example.com',
  name: 'Ada Example',
  rights: ['company.read'],
  confirmed: true,
  expiresAt: '2026-10-25T21:30:00.000Z',
}
const linkToken = 'q2Jx0pQm3Zb7u1t5Vd8yNf4aHk6sLw9eRc2oTi0gUjE'

export const signIn = endpoint({
  method: 'POST',
  path: '/sessions',
  body: z.object({ realm, login, password }),
  response: me,
  example: {
    body: { realm: 'staff', login: 'ada@example.com', password: 'a long sentence of hers' },
    response: meExample,
  },
})

/** Send `x-openfield-realm` when one browser may be signed in to several apps. */
export const showSession = endpoint({
  method: 'GET',
  path: '/sessions/current',
  response: me,
  example: { response: meExample },
})

export const signOut = endpoint({ method: 'DELETE', path: '/sessions/current' })

export const changePassword = endpoint({
  method: 'PUT',
  path: '/password',
  body: z.object({ present: password, password }),
  response: me,
  example: {
    body: { present: 'a long sentence of hers', password: 'another long sentence' },
    response: meExample,
  },
})

export const lookAtLink = endpoint({
  method: 'POST',
  path: '/one-time-links/look',
  body: z.object({ token: z.string().max(100) }),
  response: z.object({
    realm,
    login,
    name,
    purpose: z.enum(['first_administrator', 'activation', 'new_password', 'confirm_login']),
  }),
  example: {
    body: { token: linkToken },
    response: {
      realm: 'staff',
      login: 'ada@example.com',
      name: 'Ada Example',
      purpose: 'first_administrator',
    },
  },
})

export const consumeLink = endpoint({
  method: 'POST',
  path: '/one-time-links/use',
  body: z.object({ token: z.string().max(100), password }),
  response: me,
  example: { body: { token: linkToken, password: 'a long sentence of hers' }, response: meExample },
})

/** Asks for a link by which the password is set anew, mailed to the login. The answer is the same whether there is such an account. */
export const askNewPassword = endpoint({
  method: 'POST',
  path: '/new-passwords',
  body: z.object({ realm, login }),
  example: { body: { realm: 'customer', login: 'ada@example.com' } },
})

/** Confirms by the link that was mailed to it that somebody reads what is sent to a login. */
export const confirmLogin = endpoint({
  method: 'POST',
  path: '/one-time-links/confirm',
  body: z.object({ token: z.string().max(100) }),
  response: z.object({ realm, login }),
  example: { body: { token: linkToken }, response: { realm: 'customer', login: 'ada@example.com' } },
})

/** Asks for another mail by which the own login is confirmed. */
export const askConfirmation = endpoint({ method: 'POST', path: '/me/login-confirmations' })

export const listStaff = endpoint({
  method: 'GET',
  path: '/staff',
  query: pageQuery,
  response: pageOf(account),
  example: {
    query: { page: '1', search: 'ada' },
    response: {
      rows: [
        {
          id: 'acc_0123456789abc',
          login: 'ada@example.com',
          name: 'Ada Example',
          status: 'active',
          roles: [{ role: 'administrator' }],
        },
      ],
      total: 1,
    },
  },
})

/** The answer holds the path of a link that lets the new colleague in once. */
export const inviteStaff = endpoint({
  method: 'POST',
  path: '/staff',
  status: 201,
  body: z.object({ login, name, roles: z.array(grant).max(100) }),
  response: z.object({ id: accountId, linkPath: z.string() }),
  example: {
    body: { login: 'bo@example.com', name: 'Bo Example', roles: [{ role: 'support', market: 'NO' }] },
    response: { id: 'acc_0123456789abc', linkPath: `/console/welcome#${linkToken}` },
  },
})

export const changeGrants = endpoint({
  method: 'PUT',
  path: '/staff/:id/roles',
  params: z.object({ id: accountId }),
  body: z.object({ roles: z.array(grant).max(100) }),
  example: { params: { id: 'acc_0123456789abc' }, body: { roles: [{ role: 'support' }] } },
})

export const blockAccount = endpoint({
  method: 'PUT',
  path: '/accounts/:id/blocked',
  params: z.object({ id: accountId }),
  body: z.object({ blocked: z.boolean() }),
  example: { params: { id: 'acc_0123456789abc' }, body: { blocked: true } },
})

export const listRoles = endpoint({
  method: 'GET',
  path: '/roles',
  response: z.object({ roles: z.array(role) }),
  example: { response: { roles: [{ code: 'support', name: 'Support', rights: ['company.read'] }] } },
})

export const saveRole = endpoint({
  method: 'PUT',
  path: '/roles/:code',
  params: z.object({ code: roleCode }),
  body: z.object({ name, rights: z.array(z.string().max(80)).max(500) }),
  example: { params: { code: 'support' }, body: { name: 'Support', rights: ['company.read'] } },
})

/** Every right there is, with a plain sentence. */
export const listRights = endpoint({
  method: 'GET',
  path: '/rights',
  response: z.object({ rights: z.array(z.object({ right: z.string(), sentence: z.string() })) }),
  example: {
    response: { rights: [{ right: 'company.read', sentence: 'See legal entities, markets and settings' }] },
  },
})
