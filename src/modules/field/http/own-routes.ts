import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { listPeople } from '../store/people-list.ts'
import { personCard } from '../store/people.ts'
import { shopNameOf } from '../store/shops.ts'
import { changeShop } from '../use-cases/change-shop.ts'
import { createCustomer } from '../use-cases/create-customer.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { marketCodes } from '../use-cases/market-codes.ts'
import { ownPerson, shownCard, shownPerson } from './shown.ts'

const showMyPerson = route({
  endpoint: contract.showMyPerson,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The person behind the account that is signed in.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const card = await personCard(tx, ownPerson(call.viewer))
      if (!card) return refuse('field.person.not_found')
      return ok(shownCard(deps.ids, await marketCodes(tx), card))
    }),
})

const showMyInvite = route({
  endpoint: contract.showMyInvite,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The links that a distributor gives away.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = ownPerson(call.viewer)
      const invite = deps.ids.close('inv', personId)
      const shopName = (await shopNameOf(tx, personId)) ?? null
      const shopPath = shopName === null ? null : `/${shopName}`
      return ok({ invite, joinPath: `/join/${invite}`, shopName, shopPath })
    }),
})

const changeMyShop = route({
  endpoint: contract.changeMyShop,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Chooses the address and greeting of the own shop.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.change_shop' }, (tx, about) =>
      changeShop(tx, about, { personId: ownPerson(call.viewer), ...call.body }),
    ),
})

const createMyCustomer = route({
  endpoint: contract.createMyCustomer,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'key',
  summary: 'Adds a customer of the distributor who is signed in.',
  handler: async (deps: FieldDeps, call) => {
    const once = { useCase: 'field.create_customer', answer: contract.createMyCustomer.response }
    return transactOnce(deps, call, once, async (tx, about) => {
      const { kind, givenName, familyName, email, phone, language } = call.body
      const details = {
        givenName,
        familyName,
        email: email ?? null,
        phone: phone ?? null,
        language: language ?? 'en',
      }
      const distributorId = ownPerson(call.viewer)
      const made = await createCustomer(deps, tx, about, { distributorId, kind, details })
      if (!made.ok) return made
      return ok({ person: deps.ids.close('per', made.value.personId), code: made.value.code })
    })
  },
})

const listMyCustomers = route({
  endpoint: contract.listMyCustomers,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The customers of the distributor who is signed in.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const markets = await marketCodes(tx)
      const { rows, total } = await listPeople(tx, {
        search: call.query.search,
        kinds: call.query.kind ? [call.query.kind] : ['retail', 'preferred'],
        status: undefined,
        marketIds: undefined,
        servedBy: ownPerson(call.viewer),
        sort: 'joined',
        ...pageWindow(call.query),
      })
      return ok({ rows: rows.map((row) => shownPerson(deps.ids, markets, row)), total })
    }),
})

export const ownRoutes = [showMyPerson, showMyInvite, changeMyShop, createMyCustomer, listMyCustomers]
