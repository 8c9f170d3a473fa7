import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Realm } from '#shared/realm.ts'

/** Sets and takes away the session cookie of a realm on the answer that is being made. */
export type SessionCookies = Readonly<{
  start: (session: { realm: Realm; token: string; expiresAt: Date }) => void
  end: (realm: Realm) => void
}>

/** One cookie for each realm, so that one browser can be signed in to the office and the shop at once. */
export function cookieName(realm: Realm): string {
  return `openfield_${realm}`
}

export function readToken(request: FastifyRequest, realm: Realm): string | undefined {
  return request.cookies[cookieName(realm)]
}

export function sessionCookies(reply: FastifyReply, secure: boolean): SessionCookies {
  const shared = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    start: ({ realm, token, expiresAt }) => {
      void reply.setCookie(cookieName(realm), token, { ...shared, expires: expiresAt })
    },
    end: (realm) => {
      void reply.clearCookie(cookieName(realm), shared)
    },
  }
}
