import type { FastifyInstance } from 'fastify'
import { companyModule } from '#modules/company/module.ts'
import type { SettingDeps } from '#modules/company/http/setting-routes.ts'
import { findViewer } from '#modules/identity/api.ts'
import type { CardDeps, CardProvider } from '#modules/payments/api.ts'
import type { CarrierDeps } from '#modules/shipping/api.ts'
import type { TaxDeps } from '#modules/tax/api.ts'
import type { IdentityDeps } from '#modules/identity/use-cases/identity-deps.ts'
import { identityModule } from '#modules/identity/module.ts'
import { startClock } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { createApp } from '#platform/http/app.ts'
import type { Lane } from '#platform/http/route.ts'
import { outsideIds } from '#platform/http/outside-ids.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { rightsOf } from '#platform/module/module.ts'
import type { TestDatabase } from './database.ts'

/** The HTTP server of a test: ask by `app.inject`, and close it before the database. */
export type TestApp = Readonly<{ app: FastifyInstance; deps: IdentityDeps; close: () => Promise<void> }>

/**
 * Sets up the server with company, identity and the given modules on a test's database, with the real clock and
 * sessions. `pages` and `orders` give these connections of their own.
 */
export async function testApp(
  database: TestDatabase,
  modules: readonly ModuleDefinition<IdentityDeps & CardDeps>[] = [],
  options: { production?: boolean; pages?: Db; orders?: Db; cards?: CardProvider } & TaxDeps &
    CarrierDeps = {},
): Promise<TestApp> {
  const onError = (error: Error): void => {
    throw error
  }
  const { db, url } = database
  const listener = await openListener({ onError }, url)
  const clock = await startClock({ db, listener, onError })
  const all = [companyModule, identityModule, ...modules]
  const production = options.production ?? false
  const ids = outsideIds(Buffer.alloc(32, 7))
  const settings = all.flatMap((module) => module.settings ?? [])
  const { cards, taxServices, carrierService } = options
  const deps = {
    db,
    clock,
    ids,
    production,
    rights: rightsOf(all),
    settings,
    cards,
    taxServices,
    carrierService,
  }
  const pages = { ...deps, db: options.pages ?? db }
  const orders = { ...deps, db: options.orders ?? db }
  const http = {
    findViewer: (input: Parameters<typeof findViewer>[1], lane: Lane) =>
      findViewer(lane === 'orders' ? orders : pages, input),
    secure: false,
    trustProxy: false,
    rateLimitFactor: 100,
    logLevel: 'silent',
  } as const
  const app = await createApp<IdentityDeps & SettingDeps & CardDeps>(pages, all, http, orders)
  return {
    app,
    deps,
    close: async () => {
      await app.close()
      clock.stop()
      await listener.stop()
    },
  }
}

/** The cookies of an answer, ready for the next `inject`. */
export function cookiesOf(reply: {
  cookies: readonly { name: string; value: string }[]
}): Record<string, string> {
  return Object.fromEntries(reply.cookies.map((cookie) => [cookie.name, cookie.value]))
}
