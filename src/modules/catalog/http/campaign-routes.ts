import { pageWindow } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { csvStream } from '#platform/sheets/csv-sheet.ts'
import { writeXlsx } from '#platform/sheets/xlsx-sheets.ts'
import * as contract from '../contract/campaigns.ts'
import { campaignMarket, keptCampaign } from '../use-cases/campaign-market.ts'
import { exportPositions } from '../use-cases/export-positions.ts'
import { goodsMarkets } from '../use-cases/market-goods.ts'
import { resolveCode } from '../use-cases/resolve-code.ts'
import { createCampaign, editCampaign } from '../use-cases/save-campaign.ts'
import { shownCampaign, shownCampaigns, shownPositions } from '../use-cases/show-campaigns.ts'
import { setPositions, takeOutPositions } from '../use-cases/write-positions.ts'

const list = route({
  endpoint: contract.listCampaigns,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'Catalogues on paper, the latest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => {
      const { page, rows, sort: _, ...question } = call.query
      return shownCampaigns(tx, { ...question, ...pageWindow({ page, rows }) })
    }),
})

const show = route({
  endpoint: contract.showCampaign,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'One catalogue on paper: when and where it holds.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => shownCampaign(tx, call.params.campaign)),
})

const create = route({
  endpoint: contract.createCampaign,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Adds a catalogue on paper, without positions.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.create_campaign', answer: contract.createCampaign.response },
      async (tx, about) => {
        const { campaign: code, market, ...written } = call.body
        const marketId = await campaignMarket(tx, call.viewer, market)
        if (!marketId.ok) return marketId
        const made = await createCampaign(tx, { ...written, code, marketId: marketId.value })
        if (!made.ok) return made
        about('paper_catalogue', made.value)
        return ok({ campaign: code })
      },
    ),
})

const edit = route({
  endpoint: contract.editCampaign,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'natural',
  summary: 'Writes when and where a catalogue on paper holds and what it is called.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.edit_campaign' }, async (tx, about) => {
      const { campaign: code } = call.params
      const { market, ...written } = call.body
      // Both where it held and where it will hold have to be the viewer's.
      const kept = await keptCampaign(tx, call.viewer, code)
      if (!kept.ok) return kept
      const marketId = await campaignMarket(tx, call.viewer, market)
      if (!marketId.ok) return marketId
      const edited = await editCampaign(tx, { ...written, code, marketId: marketId.value })
      if (!edited.ok) return edited
      about('paper_catalogue', edited.value.id)
      return ok({ revision: edited.value.revision })
    }),
})

const listed = route({
  endpoint: contract.listPositions,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'What a catalogue prints: codes, products, pages and prices.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => {
      const { page, rows, onPage, ...question } = call.query
      const { campaign } = call.params
      return shownPositions(tx, { ...question, campaign, page: onPage, ...pageWindow({ page, rows }) })
    }),
})

const set = route({
  endpoint: contract.setPositions,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Prints products under codes, in one step.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.set_positions', answer: contract.setPositions.response },
      async (tx, about) => {
        const kept = await keptCampaign(tx, call.viewer, call.params.campaign)
        if (!kept.ok) return kept
        const wanted = await positionsOf(tx, call.body.positions)
        if (!wanted.ok) return wanted
        const accountId = call.viewer.accountId
        const done = await setPositions(tx, {
          campaign: kept.value.code,
          positions: wanted.value,
          accountId,
        })
        if (!done.ok) return done
        about('paper_catalogue', done.value.id)
        return ok({ printed: [...done.value.printed], changed: done.value.changed })
      },
    ),
})

type Wanted = Parameters<typeof setPositions>[1]['positions']

/** Positions with their markets known; refused as `catalog.market_not_found`. */
async function positionsOf(
  tx: Tx,
  positions: readonly (Omit<Wanted[number], 'prices' | 'printed'> &
    Readonly<{
      printed?: string | undefined
      prices: readonly (Omit<Wanted[number]['prices'][number], 'marketId'> & Readonly<{ market: string }>)[]
    }>)[],
): Promise<Result<Wanted>> {
  const ids = new Map([...(await goodsMarkets(tx)).values()].map(({ id, code }) => [code, id]))
  const wanted: Wanted[number][] = []
  for (const { prices, printed, ...position } of positions) {
    const unknown = prices.find(({ market }) => !ids.has(market))
    if (unknown) return refuse('catalog.market_not_found', { market: unknown.market }, 'positions')
    const priced = prices.map(({ market, ...price }) => ({ ...price, marketId: ids.get(market) ?? 0n }))
    wanted.push({ ...position, printed, prices: priced })
  }
  return ok(wanted)
}

const takeOut = route({
  endpoint: contract.takeOutPositions,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'natural',
  summary: 'Takes codes out of a catalogue, in one step.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.take_out_positions' }, async (tx, about) => {
      const kept = await keptCampaign(tx, call.viewer, call.params.campaign)
      if (!kept.ok) return kept
      const { accountId } = call.viewer
      const { printed } = call.body
      const done = await takeOutPositions(tx, { campaign: kept.value.code, printed, accountId })
      if (!done.ok) return done
      about('paper_catalogue', done.value.id)
      return ok({ changed: done.value.changed })
    }),
})

const exported = route({
  endpoint: contract.exportPositions,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'What a catalogue prints as a file that can be imported again.',
  handler: async (deps: PlatformDeps, call) => {
    const { campaign } = call.params
    const { format } = call.query
    const sheet = await exportPositions({ deps, actor: call.actor }, campaign)
    if (!sheet.ok) return sheet
    const body = format === 'csv' ? csvStream(sheet.value) : writeXlsx([sheet.value])
    return ok({ body, fileName: `${campaign}.${format}` })
  },
})

const resolve = route({
  endpoint: contract.resolveCode,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'What a typed code means: a product, or what a catalogue on paper prints.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      resolveCode(deps, tx, {
        code: call.params.code,
        personId: call.viewer.personId,
        language: call.query.language,
      }),
    ),
})

export const campaignRoutes = [list, show, create, edit, listed, set, takeOut, exported, resolve]
