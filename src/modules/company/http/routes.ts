import { currencyDigits } from '#shared/money.ts'
import { ok } from '#shared/refusal.ts'
import { localOf } from '#shared/time.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import type { Market } from '../domain/company.ts'
import { listLegalEntities, listMarkets } from '../store/markets.ts'
import { companyName } from '../use-cases/begin-company.ts'
import { createLegalEntity } from '../use-cases/create-legal-entity.ts'
import { createMarket } from '../use-cases/create-market.ts'
import { moveCompanyClock } from '../use-cases/move-clock.ts'
import { changeSetting, settingAt } from '../use-cases/settings.ts'

const showCompany = route({
  endpoint: contract.showCompany,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: "The company's name, clock and markets.",
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const now = deps.clock.now()
      const installation = await findInstallation(tx)
      return ok({
        name: await settingAt(tx, companyName, { marketId: null, day: dayOf(now) }),
        demonstration: installation?.demonstration ?? false,
        now,
        markets: (await listMarkets(tx)).map(shownMarket),
      })
    }),
})

const renameCompany = route({
  endpoint: contract.renameCompany,
  realms: ['staff'],
  right: 'company.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Changes the name that the company shows, from today on.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'company.rename' }, async (tx) => {
      const validFrom = dayOf(deps.clock.now())
      await changeSetting(tx, companyName, { marketId: null, validFrom, value: call.body.name })
      return ok(undefined)
    }),
})

const markets = route({
  endpoint: contract.listMarkets,
  realms: ['staff'],
  right: 'company.read',
  idempotency: 'safe',
  summary: 'All markets with their legal entity and period calendar.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const entities = new Map((await listLegalEntities(tx)).map((entity) => [entity.id, entity.code]))
      const shown = (await listMarkets(tx)).map((market) => ({
        ...shownMarket(market),
        legalEntity: entities.get(market.legalEntityId) ?? '',
        calendar: market.calendar.code,
      }))
      return ok({ markets: shown })
    }),
})

const addMarket = route({
  endpoint: contract.createMarket,
  realms: ['staff'],
  right: 'company.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Opens a market of a legal entity.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'company.create_market', answer: contract.createMarket.response },
      async (tx, about) => {
        const { legalEntity, calendar, ...market } = call.body
        const made = await createMarket(tx, {
          ...market,
          legalEntityCode: legalEntity,
          calendarCode: calendar,
        })
        if (!made.ok) return made
        about('market', made.value)
        return ok({ code: market.code })
      },
    ),
})

const legalEntities = route({
  endpoint: contract.listLegalEntities,
  realms: ['staff'],
  right: 'company.read',
  idempotency: 'safe',
  summary: 'All legal entities.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok({ legalEntities: await listLegalEntities(tx) })),
})

const addLegalEntity = route({
  endpoint: contract.createLegalEntity,
  realms: ['staff'],
  right: 'company.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Adds a legal entity.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'company.create_legal_entity', answer: contract.createLegalEntity.response },
      async (tx, about) => {
        const made = await createLegalEntity(tx, call.body)
        if (!made.ok) return made
        about('legal_entity', made.value)
        return ok({ code: call.body.code })
      },
    ),
})

const showClock = route({
  endpoint: contract.showClock,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: "The company's clock; only a demonstration's can be moved.",
  handler: async (deps: PlatformDeps, call) => {
    const installation = await read(deps, call.actor, findInstallation)
    return ok({ now: deps.clock.now(), demonstration: installation?.demonstration ?? false })
  },
})

const moveClock = route({
  endpoint: contract.moveClock,
  realms: ['staff'],
  right: 'company.clock',
  idempotency: 'natural',
  summary: "Moves a demonstration's clock.",
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'company.move_clock' }, async (tx) => {
      const moved = await moveCompanyClock(tx, call.body)
      return moved.ok ? ok({ now: moved.value }) : moved
    }),
})

function shownMarket(market: Market) {
  const { code, name, country, currency, timeZone, language } = market
  return { code, name, country, currency, timeZone, language, currencyDigits: currencyDigits(currency) }
}

/** Settings hold from a day in UTC on. */
function dayOf(instantMs: number): string {
  const { year, month, day } = localOf(instantMs, 'UTC')
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export const companyRoutes = [
  showCompany,
  renameCompany,
  markets,
  addMarket,
  legalEntities,
  addLegalEntity,
  showClock,
  moveClock,
]
