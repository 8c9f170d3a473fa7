import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { listStock, STOCK_SORTS } from '../store/stock-list.ts'
import { allowBackorders, countStock, endReceipt, expectStock, moveStock } from '../use-cases/move-stock.ts'
import { putPool, putPoolRules, showPools } from '../use-cases/put-pool.ts'
import { shownStock, showStock } from '../use-cases/show-stock.ts'

const list = route({
  endpoint: contract.listStock,
  realms: ['staff'],
  right: 'inventory.read',
  idempotency: 'safe',
  summary: 'Goods that are counted, by pool.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { page, rows, sort = 'product', ...filter } = call.query
      const by = STOCK_SORTS.find((name) => name === sort.replace(/^-/, ''))
      if (!by) return refuse('inventory.sort_unknown', { sort, known: STOCK_SORTS.join(', ') }, 'sort')
      const found = await listStock(tx, {
        ...filter,
        sort: by,
        descending: sort.startsWith('-'),
        ...pageWindow({ page, rows }),
      })
      return ok({ total: found.total, rows: found.rows.map(shownStock) })
    }),
})

const show = route({
  endpoint: contract.showStock,
  realms: ['staff'],
  right: 'inventory.read',
  idempotency: 'safe',
  summary: 'A product in every pool that counts it, with deliveries and movements.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => showStock(tx, call.params.product)),
})

const count = route({
  endpoint: contract.countStock,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Says how many pieces of a product were counted in a pool.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'inventory.count_stock', answer: contract.countStock.response },
      async (tx, about) => {
        const place = { ...call.params, ...call.body, accountId: call.viewer.accountId }
        const counted = await countStock(tx, place)
        if (!counted.ok) return counted
        about('product', counted.value.productId)
        return ok({ onHand: counted.value.onHand, promised: counted.value.promised })
      },
    ),
})

const move = route({
  endpoint: contract.moveStock,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Pieces of a product that came into a pool or went from it.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'inventory.move_stock', answer: contract.moveStock.response },
      async (tx, about) => {
        const place = { ...call.params, ...call.body, accountId: call.viewer.accountId }
        const moved = await moveStock(tx, place)
        if (!moved.ok) return moved
        about('product', moved.value.productId)
        return ok({ onHand: moved.value.onHand, promised: moved.value.promised })
      },
    ),
})

const expect = route({
  endpoint: contract.expectStock,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'A delivery of a product that is expected.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'inventory.expect_stock', answer: contract.expectStock.response },
      async (tx, about) => {
        const expected = await expectStock(tx, { ...call.params, ...call.body })
        if (!expected.ok) return expected
        about('product', expected.value.productId)
        return ok({ receipt: expected.value.receipt })
      },
    ),
})

const end = route({
  endpoint: contract.endReceipt,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'A delivery came with so many pieces, or is called off.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'inventory.end_receipt', answer: contract.endReceipt.response },
      async (tx, about) => {
        const { receipt } = call.params
        about('receipt', receipt)
        return endReceipt(tx, { receipt, arrived: call.body.arrived, accountId: call.viewer.accountId })
      },
    ),
})

const backorders = route({
  endpoint: contract.allowBackorders,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Whether what is expected of a product may be promised.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'inventory.allow_backorders' }, async (tx, about) => {
      const done = await allowBackorders(tx, { ...call.params, ...call.body })
      if (!done.ok) return done
      about('product', done.value.productId)
      return ok(undefined)
    }),
})

const pools = route({
  endpoint: contract.listPools,
  realms: ['staff'],
  right: 'inventory.read',
  idempotency: 'safe',
  summary: 'The pools that orders are served from, and which of them serves which orders.',
  handler: async (deps: PlatformDeps, call) => read(deps, call.actor, async (tx) => ok(await showPools(tx))),
})

const poolRoute = route({
  endpoint: contract.putPool,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Adds a pool, or names it anew.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'inventory.put_pool' }, async (tx, about) => {
      about('stock_pool', await putPool(tx, { code: call.params.pool, name: call.body.name }))
      return ok(undefined)
    }),
})

const rules = route({
  endpoint: contract.putPoolRules,
  realms: ['staff'],
  right: 'inventory.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Says which pool serves which orders, as one list in order.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'inventory.put_pool_rules' }, (tx) =>
      putPoolRules(tx, call.body.rules),
    ),
})

export const staffRoutes = [list, show, count, move, expect, end, backorders, pools, poolRoute, rules]
