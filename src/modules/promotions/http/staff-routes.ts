import { pageWindow } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { scopeOf } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { changeState } from '../use-cases/change-state.ts'
import { checkText } from '../use-cases/check-text.ts'
import { marketFor, promotionFor } from '../use-cases/find-promotion.ts'
import { promotionSentences } from '../use-cases/promotion-sentences.ts'
import { templates } from '../use-cases/promotion-templates.ts'
import { createPromotion, revisePromotion } from '../use-cases/save-promotion.ts'
import { unknownSegments } from '../use-cases/unknown-segments.ts'
import { scopedMarkets, shownPromotion, shownPromotions } from '../use-cases/show-promotions.ts'

const list = route({
  endpoint: contract.listPromotions,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'All promotions with their state, use and cost.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market, state, search } = call.query
      const seen = await scopedMarkets(tx, scopeOf(call.viewer, 'promotions.read'))
      const markets = [...seen.values()].filter(({ code }) => market === undefined || code === market)
      const found = await shownPromotions(tx, { markets, state, search, ...pageWindow(call.query) })
      return ok({ ...found, markets: [...seen.values()].map(({ code, currency }) => ({ code, currency })) })
    }),
})

const show = route({
  endpoint: contract.showPromotion,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'One promotion with its texts, its sentences and its budgets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await promotionFor(tx, call.viewer, 'promotions.read', call.params)
      if (!found.ok) return found
      return ok(await shownPromotion(tx, found.value.promotion, found.value.market))
    }),
})

const check = route({
  endpoint: contract.checkPromotion,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'natural',
  summary: 'What a text would mean, or what is wrong with it.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const market = await marketFor(tx, call.viewer, 'promotions.read', call.body.market)
      if (!market.ok) return market
      const { currency } = market.value
      const checked = checkText(call.body.text, currency)
      if (!checked.ok)
        return ok({ problems: [...checked.problems], code: null, sentences: null, unknownSegments: [] })
      const { promotion, limits } = checked
      return ok({
        problems: [],
        code: promotion.code,
        sentences: promotionSentences(promotion, limits, currency),
        unknownSegments: [...(await unknownSegments(tx, { marketId: market.value.id, promotion }))],
      })
    }),
})

const create = route({
  endpoint: contract.createPromotion,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'key',
  summary: 'Makes a promotion from a text, as a draft.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'promotions.create', answer: contract.createPromotion.response },
      async (tx, about) => {
        const market = await marketFor(tx, call.viewer, 'promotions.manage', call.body.market)
        if (!market.ok) return market
        const { text, campaign } = call.body
        const made = await createPromotion(tx, {
          market: market.value,
          text,
          campaign,
          madeBy: call.viewer.accountId,
        })
        if (!made.ok) return made
        about('promotion', made.value.promotion.id)
        return ok({ market: market.value.code, code: made.value.promotion.code, version: made.value.version })
      },
    ),
})

const revise = route({
  endpoint: contract.revisePromotion,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'key',
  summary: 'Adds a text to a promotion, from a moment on.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'promotions.revise', answer: contract.revisePromotion.response },
      async (tx, about) => {
        const found = await promotionFor(tx, call.viewer, 'promotions.manage', call.params)
        if (!found.ok) return found
        const { text, validFrom } = call.body
        const madeBy = call.viewer.accountId
        const made = await revisePromotion(tx, { ...found.value, text, validFromMs: validFrom, madeBy })
        if (!made.ok) return made
        about('promotion', made.value.promotion.id)
        return ok({ version: made.value.version })
      },
    ),
})

const state = route({
  endpoint: contract.setPromotionState,
  realms: ['staff'],
  right: 'promotions.manage',
  idempotency: 'natural',
  summary: 'Starts, pauses or ends a promotion.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'promotions.set_state' }, async (tx, about) => {
      const found = await promotionFor(tx, call.viewer, 'promotions.manage', call.params)
      if (!found.ok) return found
      const { promotion } = found.value
      const to = call.body.state
      if (promotion.state === to) return ok({ state: to })
      const moved = await changeState(tx, { promotion, to })
      if (!moved.ok) return moved
      about('promotion', promotion.id)
      return ok({ state: moved.value.state })
    }),
})

const templateRoute = route({
  endpoint: contract.promotionTemplates,
  realms: ['staff'],
  right: 'promotions.read',
  idempotency: 'safe',
  summary: 'Texts to begin a promotion with.',
  handler: async (_deps: PlatformDeps, _call) => ok({ templates: [...templates] }),
})

export const staffRoutes = [list, show, check, create, revise, state, templateRoute]
