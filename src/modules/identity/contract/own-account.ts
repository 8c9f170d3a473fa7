import { z } from 'zod'
import { endpoint, instant, opaqueId } from '#shared/contract.ts'
import { login, me, meExample, name, password } from '../contract.ts'

const ofSession = z.object({ session: opaqueId('ses') })

/** Where the own account is signed in now, the latest first. */
export const listMySessions = endpoint({
  method: 'GET',
  path: '/me/sessions',
  response: z.object({
    sessions: z.array(
      ofSession.extend({
        startedAt: instant,
        expiresAt: instant,
        /** The one that asks. */
        isThis: z.boolean(),
      }),
    ),
  }),
  example: {
    response: {
      sessions: [
        {
          session: 'ses_0123456789abc',
          startedAt: '2026-10-25T09:30:00.000Z',
          expiresAt: '2026-10-25T21:30:00.000Z',
          isThis: true,
        },
      ],
    },
  },
})

/** Ends one of them, at once; the one that asks ends by signing out. */
export const endMySession = endpoint({
  method: 'DELETE',
  path: '/me/sessions/:session',
  params: ofSession,
  example: { params: { session: 'ses_0123456789abc' } },
})

/** Changes the name of an own account of staff; people of the field are called as their person is. */
export const renameMe = endpoint({
  method: 'PUT',
  path: '/me/name',
  body: z.object({ name }),
  response: me,
  example: { body: { name: 'Ada Example' }, response: meExample },
})

/**
 * Changes the login, which mails go to. It holds at once, is not confirmed until the link is followed that is mailed to it, and links
 * that went to the earlier one are used up.
 */
export const changeLogin = endpoint({
  method: 'PUT',
  path: '/me/login',
  body: z.object({ present: password, login }),
  response: me,
  example: {
    body: { present: 'a long sentence of hers', login: 'ada@example.com' },
    response: { ...meExample, confirmed: false },
  },
})
