import { ok, refuse } from '#shared/refusal.ts'
import type { Inside } from '#shared/contract.ts'
import { route } from '#platform/http/route.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/customers.ts'
import { addressesOf, type KeptAddress } from '../store/addresses.ts'
import { changeOwnDetails, personCard } from '../store/people.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { hashNewPassword } from '../use-cases/hash-new-password.ts'
import { forgetAddress, keepAddress, putAddressFirst } from '../use-cases/keep-addresses.ts'
import { marketCodes } from '../use-cases/market-codes.ts'
import { signUpCustomer } from '../use-cases/sign-up-customer.ts'
import { ownPerson, shownCard } from './shown.ts'

const signUp = route({
  endpoint: contract.signUpCustomer,
  realms: [],
  right: 'public',
  // A second call is refused, as the first one took the address.
  idempotency: 'natural',
  perMinute: 10,
  summary: 'Opens an account of a customer.',
  handler: async (deps: FieldDeps, call) => {
    const { password, market, seller, language = 'en', ...details } = call.body
    // Hashing is slow on purpose and holds no transaction.
    const hashed = await hashNewPassword(password, details.email)
    if (!hashed.ok) return hashed
    const customer = { ...details, market, seller, language, passwordHash: hashed.value }
    const actor = systemActor(call.requestId)
    const made = await transact(deps, { actor, useCase: 'field.sign_up_customer' }, (tx, about) =>
      signUpCustomer(deps, tx, about, customer),
    )
    if (!made.ok) return made
    return ok({ person: deps.ids.close('per', made.value.personId), code: made.value.code })
  },
})

const changeMine = route({
  endpoint: contract.changeMyPerson,
  // Of a distributor the name stands in agreements and statements, and the company changes it.
  realms: ['customer'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Changes how a customer is called and reached.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.change_own_details' }, async (tx, about) => {
      const personId = ownPerson(call.viewer)
      about('person', personId)
      await changeOwnDetails(tx, { personId, ...call.body })
      const card = await personCard(tx, personId)
      return card ? ok(shownCard(deps.ids, await marketCodes(tx), card)) : refuse('field.person.not_found')
    }),
})

const own = { realms: ['customer', 'distributor'], right: 'signed_in', idempotency: 'natural' } as const

const listAddresses = route({
  ...own,
  endpoint: contract.listMyAddresses,
  idempotency: 'safe',
  summary: 'Where the viewer has goods delivered.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => ok(shown(deps, await addressesOf(tx, ownPerson(call.viewer))))),
})

const keep = route({
  ...own,
  endpoint: contract.keepMyAddress,
  summary: 'Keeps an address of the viewer.',
  handler: async (deps: FieldDeps, call) => {
    const { line2 = null, region = null } = call.body
    const address = { ...call.body, line2, region }
    const kept = await transact(deps, { actor: call.actor, useCase: 'field.keep_address' }, (tx, about) =>
      keepAddress(tx, about, { personId: ownPerson(call.viewer), address }),
    )
    return kept.ok ? ok(shown(deps, kept.value)) : kept
  },
})

const putFirst = route({
  ...own,
  endpoint: contract.putMyAddressFirst,
  summary: 'Lets checkouts begin with an address.',
  handler: async (deps: FieldDeps, call) => {
    const id = deps.ids.open('adr', call.params.address)
    const kept = await transact(
      deps,
      { actor: call.actor, useCase: 'field.put_address_first' },
      (tx, about) => putAddressFirst(tx, about, { personId: ownPerson(call.viewer), id }),
    )
    return kept.ok ? ok(shown(deps, kept.value)) : kept
  },
})

const forget = route({
  ...own,
  endpoint: contract.forgetMyAddress,
  summary: 'Forgets an address of the viewer.',
  handler: async (deps: FieldDeps, call) => {
    const id = deps.ids.open('adr', call.params.address)
    const kept = await transact(deps, { actor: call.actor, useCase: 'field.forget_address' }, (tx, about) =>
      forgetAddress(tx, about, { personId: ownPerson(call.viewer), id }),
    )
    return kept.ok ? ok(shown(deps, kept.value)) : kept
  },
})

function shown(
  { ids }: Pick<FieldDeps, 'ids'>,
  kept: readonly KeptAddress[],
): Inside<typeof contract.listMyAddresses, 'response'> {
  return {
    addresses: kept.map(({ id, isFirst, line2, region, ...address }) => ({
      ...address,
      ...(line2 === null ? {} : { line2 }),
      ...(region === null ? {} : { region }),
      address: ids.close('adr', id),
      first: isFirst,
    })),
  }
}

export const customerRoutes = [signUp, changeMine, listAddresses, keep, putFirst, forget]
