import { DEMONSTRATION_PASSWORD } from '../../src/demo/sign-ins.ts'

/** Signs a person of the demonstration in and gives the cookie; sessions outlive the program. */
export async function signIn(
  address: string,
  who: Readonly<{ realm: 'staff' | 'distributor'; login: string }>,
): Promise<string> {
  const reply = await fetch(`${address}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...who, password: DEMONSTRATION_PASSWORD }),
  })
  if (!reply.ok) throw new Error(`signing in was refused: ${await reply.text()}`)
  return reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
