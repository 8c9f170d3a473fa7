import { pageWindow, type Inside } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read } from '#platform/postgres/transact.ts'
import { scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { changeProducts, previewChange, type BulkInput } from '../use-cases/change-products.ts'
import { questionOf } from '../use-cases/find-products.ts'
import { marketToPrice } from '../use-cases/market-goods.ts'
import { shownChanges } from '../use-cases/show-changes.ts'
import { shownPreview } from '../use-cases/show-preview.ts'
import { undoChange } from '../use-cases/undo-change.ts'
import { matchingCodes } from '../store/product-list.ts'

type AskedChange = Inside<typeof contract.changeProducts, 'body'>['change']

const preview = route({
  endpoint: contract.previewProductChange,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'natural',
  summary: 'What a change of many products would do; nothing is written.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const change = await changeFor(tx, call.viewer, call.body.change)
      if (!change.ok) return change
      const codes = await codesOf(tx, call.body)
      if (!codes.ok) return codes
      const rows = await previewChange(tx, { codes: codes.value, change: change.value })
      return rows.ok ? ok(await shownPreview(tx, rows.value)) : rows
    }),
})

const apply = route({
  endpoint: contract.changeProducts,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Changes many products in one step, which can be taken back as one.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.change_products', answer: contract.changeProducts.response },
      async (tx, about) => {
        const change = await changeFor(tx, call.viewer, call.body.change)
        if (!change.ok) return change
        const { codes } = call.body
        const { accountId } = call.viewer
        const done = await changeProducts(tx, { codes, change: change.value, accountId })
        if (!done.ok) return done
        about('product_change', done.value.change)
        const problems = done.value.rows.filter(({ is }) => is === 'problem')
        const changed = done.value.rows.filter(({ is }) => is === 'fields' || is === 'price')
        const changes = new Set(changed.map(({ product }) => product.id)).size
        return ok({ change: done.value.change, changes, problems: problems.length })
      },
    ),
})

const list = route({
  endpoint: contract.listProductChanges,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'Changes of goods, the newest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok(await shownChanges(tx, pageWindow(call.query)))),
})

const undo = route({
  endpoint: contract.undoProductChange,
  realms: ['staff'],
  right: 'catalog.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Takes a whole change back.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.undo_change', answer: contract.undoProductChange.response },
      async (tx, about) => {
        const { change } = call.params
        const undone = await undoChange(tx, { change, accountId: call.viewer.accountId })
        if (!undone.ok) return undone
        about('product_change', change)
        return ok({ products: undone.value.length })
      },
    ),
})

/** Prices are set by whoever may in that market; what goods are concerns every market. */
async function changeFor(tx: Tx, viewer: Viewer, asked: AskedChange): Promise<Result<BulkInput['change']>> {
  if (asked.set !== 'price')
    return scopeOf(viewer, 'catalog.write') === 'everywhere' ? ok(asked) : refuse('catalog.goods_forbidden')
  const market = await marketToPrice(tx, viewer, asked.market)
  if (!market.ok) return market
  const { kinds, ppm, stepMinor, validFrom: fromMs } = asked
  const step = { ppm: BigInt(ppm), stepMinor: BigInt(stepMinor) }
  return ok({ set: 'price', marketId: market.value.id, kinds, ...step, fromMs })
}

async function codesOf(
  tx: Tx,
  { codes, filter }: Inside<typeof contract.previewProductChange, 'body'>,
): Promise<Result<readonly string[]>> {
  if (codes) return ok(codes)
  const question = await questionOf(tx, filter ?? {})
  if (!question.ok) return question
  // One more than may be changed, so that too many are told as such.
  return ok(await matchingCodes(tx, question.value, contract.BULK_PRODUCTS_MAX + 1))
}

export const changeRoutes = [preview, apply, list, undo]
