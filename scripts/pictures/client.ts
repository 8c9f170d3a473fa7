import type { Realm } from '#shared/realm.ts'
import { createApi, type Api, type Send } from '#kit/api.ts'
import { DEMONSTRATION_PASSWORD } from '../../src/demo/sign-ins.ts'

export type Session = Readonly<{ name: string; value: string }>

/** Signs somebody in at the running demonstration. */
export async function signIn(
  address: string,
  realm: Realm,
  login: string,
  password = DEMONSTRATION_PASSWORD,
): Promise<Session> {
  const reply = await fetch(`${address}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ realm, login, password }),
  })
  const [cookie = ''] = reply.headers.getSetCookie()
  const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
  if (!reply.ok || name === '')
    throw new Error(`${login} could not sign in: ${reply.status} ${await reply.text()}`)
  return { name, value }
}

/** Asks the running demonstration, by a session or as a visitor. */
export function client(address: string, realm: Realm, session: Session | undefined): Api {
  const send: Send = async ({ method, path, headers, body }) => {
    const cookie = session === undefined ? {} : { cookie: `${session.name}=${session.value}` }
    const reply = await fetch(address + path, {
      method,
      headers: { ...headers, ...cookie },
      ...(body === undefined ? {} : { body }),
    })
    return { status: reply.status, text: await reply.text() }
  }
  return createApi(send, realm)
}
