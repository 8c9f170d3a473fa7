import { ok, refuse } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { scopeOf } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { couponsOfSeries, seriesOf } from '../store/coupons.ts'
import { rewardsOf } from '../store/rewards.ts'
import { marketFor } from '../use-cases/find-promotion.ts'
import { makeCoupons } from '../use-cases/make-coupons.ts'
import { saveCampaign, shownCampaigns } from '../use-cases/show-campaigns.ts'
import { scopedMarkets } from '../use-cases/show-promotions.ts'

const list = route({
  endpoint: contract.listCampaigns,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'The campaigns that promotions belong to, with their budgets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const seen = await scopedMarkets(tx, scopeOf(call.viewer, 'promotions.read'))
      const { market } = call.query
      const markets = [...seen.values()].filter(({ code }) => market === undefined || code === market)
      return ok({ rows: await shownCampaigns(tx, markets) })
    }),
})

const save = route({
  endpoint: contract.saveCampaign,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'natural',
  summary: 'Adds a campaign or sets its budget.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'promotions.save_campaign' }, async (tx, about) => {
      const market = await marketFor(tx, call.viewer, 'promotions.manage', call.params.market)
      if (!market.ok) return market
      const saved = await saveCampaign(tx, { market: market.value, code: call.params.code, ...call.body })
      if (!saved.ok) return saved
      about('campaign', saved.value.id)
      return ok(saved.value.shown)
    }),
})

const coupons = route({
  endpoint: contract.listCoupons,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'The series of coupons of a market.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await marketFor(tx, call.viewer, 'promotions.read', call.query.market)
      if (!market.ok) return market
      const rows = (await seriesOf(tx, market.value.id)).map(({ name, kind, validUntil, codes, used }) => ({
        market: market.value.code,
        name,
        kind,
        validUntil: validUntil?.getTime() ?? null,
        codes,
        used,
      }))
      return ok({ rows })
    }),
})

const make = route({
  endpoint: contract.makeCoupons,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'key',
  summary: 'Makes a shared code, or many codes for one use each.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'promotions.make_coupons', answer: contract.makeCoupons.response },
      async (tx, about) => {
        const { market: code, validUntil, ...wanted } = call.body
        const market = await marketFor(tx, call.viewer, 'promotions.manage', code)
        if (!market.ok) return market
        about('coupons', `${market.value.code} ${wanted.name}`)
        const given = { marketId: market.value.id, validUntilMs: validUntil }
        return makeCoupons(
          tx,
          wanted.kind === 'shared'
            ? { ...given, ...wanted, usesMost: wanted.usesMost }
            : { ...given, ...wanted },
        )
      },
    ),
})

const exportCodes = route({
  endpoint: contract.exportCoupons,
  realms: ['staff'],
  // Whoever has the codes can give them away.
  right: 'promotions.manage',
  idempotency: 'safe',
  perMinute: 20,
  summary: 'Every code of a series as a file.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await marketFor(tx, call.viewer, 'promotions.manage', call.params.market)
      if (!market.ok) return market
      const { name } = call.params
      const found = await couponsOfSeries(tx, { marketId: market.value.id, name })
      if (!found) return refuse('promotions.series_unknown', { name }, 'name')
      // Codes are letters and digits, so that no cell needs quotes.
      const lines = found.map(({ code, uses, usesMost }) => `${code},${uses},${usesMost ?? ''}`)
      const fileName = `coupons-${name.replaceAll(/[^A-Za-z0-9-]/g, '-')}.csv`
      return ok({ body: ['code,uses,uses_most', ...lines, ''].join('\r\n'), fileName })
    }),
})

const rewards = route({
  endpoint: contract.myRewards,
  realms: ['customer', 'distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What the viewer earned by earlier orders.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { personId } = call.viewer
      if (personId === undefined) return ok({ entitlements: [], credits: [], points: {} })
      const found = await rewardsOf(tx, { personId, atMs: await companyNow(tx) })
      const entitlements = found.entitlements.map((one) => ({ ...one, expiresAt: one.expiresAt.getTime() }))
      const credits = found.credits.map(({ name, leftMinor, currency, expiresAt }) => ({
        name,
        left: { minor: BigInt(leftMinor), currency },
        expiresAt: expiresAt.getTime(),
      }))
      return ok({ entitlements, credits, points: found.points })
    }),
})

export const campaignRoutes = [list, save, coupons, make, exportCodes, rewards]
