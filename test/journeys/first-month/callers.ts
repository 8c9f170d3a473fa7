import type { Realm } from '#shared/realm.ts'
import { createApi, type Api, type Send } from '#kit/api.ts'
import { DEMONSTRATION_PASSWORD } from '../../../src/demo/sign-ins.ts'

/** The typed client as somebody who has not signed in, such as a shopper or a newcomer. */
export function stranger(address: string): Api {
  return createApi(sendTo(address, {}), 'customer')
}

/** The typed client of somebody who signs in over the wire; every answer is checked against its contract. */
export async function signedIn(
  address: string,
  realm: Realm,
  login: string,
  password: string = DEMONSTRATION_PASSWORD,
): Promise<Api> {
  const reply = await fetch(`${address}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ realm, login, password }),
  })
  const [cookie = ''] = (reply.headers.getSetCookie()[0] ?? '').split(';')
  if (!reply.ok || cookie === '')
    throw new Error(`${login} could not sign in: ${reply.status} ${await reply.text()}`)
  return createApi(sendTo(address, { cookie }), realm)
}

function sendTo(address: string, own: Readonly<Record<string, string>>): Send {
  return async ({ method, path, headers, body }) => {
    const reply = await fetch(address + path, {
      method,
      headers: { ...headers, ...own },
      ...(body === undefined ? {} : { body }),
    })
    return { status: reply.status, text: await reply.text() }
  }
}
