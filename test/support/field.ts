import { beginCompany } from '#modules/company/api.ts'
import { foundCompanyPosition, joinPerson, type PersonKind } from '#modules/field/api.ts'
import { placeAtTop, placeUnder } from '#modules/genealogy/api.ts'
import { createDemonstrationAccount, hashPassword, inviteStaff, saveRole } from '#modules/identity/api.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import type { Consumer } from '#platform/outbox/follow.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { TestDatabase } from './database.ts'
import { cookiesOf, type TestApp } from './http.ts'

type OfTogether = Parameters<NonNullable<Consumer['handleTogether']>>

/** The password of every account that is made here. */
export const PASSWORD = 'three tired kittens'

/** What joining needs from the tree. */
export const joinDeps = { placeUnder }

export type TestPerson = Readonly<{ personId: bigint; code: string }>

const call = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
let passwordHash: Promise<string> | undefined

/** A module whose handlers get more than the test's server has. */
export function withDeps<D, Extra extends object>(
  module: ModuleDefinition<D & Extra>,
  extra: Extra,
): ModuleDefinition<D> {
  return {
    ...module,
    routes: module.routes.map((route) => ({
      ...route,
      invoke: (deps: D, raw: Parameters<typeof route.invoke>[1]) => route.invoke({ ...deps, ...extra }, raw),
    })),
    tasks: module.tasks.map((task) => ({
      name: task.name,
      run: (deps: D, payload: unknown, signal: AbortSignal | undefined) =>
        task.run({ ...deps, ...extra }, payload, signal),
    })),
    consumers: (module.consumers ?? []).map(({ handle, handleTogether, ...consumer }) => ({
      ...consumer,
      handle: (deps: D, ...rest) => handle({ ...deps, ...extra }, ...rest),
      ...(handleTogether && {
        handleTogether: (deps: D, ...rest: OfTogether) => handleTogether({ ...deps, ...extra }, ...rest),
      }),
    })),
  }
}

/** A company in Norway with its house position at the top of the tree. Gives the position and the market's id. */
export async function beginField(database: TestDatabase): Promise<TestPerson & { marketId: bigint }> {
  return transact(database, call, async (tx) => {
    const market = await beginCompany(tx, {
      name: 'Example',
      country: 'NO',
      currency: 'NOK',
      timeZone: 'Europe/Oslo',
      language: 'en',
    })
    if (!market.ok) throw new Error(market.refusal.code)
    const marketId = market.value
    const house = { marketId, name: 'Example', language: 'en', shopName: 'example' }
    return { ...(await foundCompanyPosition({ placeAtTop }, tx, house)), marketId }
  })
}

/** Joins a person under a sponsor now; a login makes an account with the one password. */
export async function join(
  database: TestDatabase,
  input: {
    sponsorId: bigint
    marketId: bigint
    name: string
    kind?: PersonKind
    login?: string
    email?: string
    joinedAt?: Date
  },
): Promise<TestPerson> {
  const { sponsorId, marketId, name, login } = input
  const [givenName = name, familyName = ''] = name.split(' ')
  passwordHash ??= hashPassword(PASSWORD)
  const hash = await passwordHash
  return transact(database, call, async (tx) => {
    const person = await joinPerson(joinDeps, tx, {
      kind: input.kind ?? 'distributor',
      marketId,
      sponsorId,
      details: { givenName, familyName, email: input.email ?? login ?? null, phone: null, language: 'en' },
      joinedAt: input.joinedAt ?? new Date(),
    })
    if (login !== undefined) {
      const account = { realm: 'distributor', login, name, personId: person.personId } as const
      await createDemonstrationAccount(tx, { ...account, passwordHash: hash })
    }
    return person
  })
}

/** Signs in and gives the cookies. */
export async function signIn(
  server: TestApp,
  input: { realm: 'staff' | 'distributor' | 'customer'; login: string; password?: string },
): Promise<Record<string, string>> {
  const payload = { password: PASSWORD, ...input }
  const reply = await server.app.inject({ method: 'POST', url: '/api/v1/sessions', payload })
  if (reply.statusCode !== 200) throw new Error(`signing in was refused: ${reply.body}`)
  return cookiesOf(reply)
}

/** A member of staff with the given rights, signed in. */
export async function signInStaff(
  server: TestApp,
  database: TestDatabase,
  input: { login: string; rights: readonly string[]; marketId?: bigint },
): Promise<Record<string, string>> {
  const { login, rights, marketId = null } = input
  const role = login.replaceAll(/[^a-z0-9]/g, '_')
  const invited = await transact(database, call, async (tx) => {
    await saveRole(tx, { code: role, name: login, rights })
    return inviteStaff(tx, { login, name: login, grants: [{ role, marketId }] })
  })
  if (!invited.ok) throw new Error(invited.refusal.code)
  const payload = { token: invited.value.token, password: PASSWORD }
  return cookiesOf(await server.app.inject({ method: 'POST', url: '/api/v1/one-time-links/use', payload }))
}
