import { pageWindow } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { endPrice as endPriceEndpoint } from '../contract/prices.ts'
import { addProduct } from '../use-cases/add-product.ts'
import { endPrice } from '../use-cases/end-price.ts'
import { editProduct } from '../use-cases/edit-product.ts'
import { findProducts } from '../use-cases/find-products.ts'
import { marketToPrice } from '../use-cases/market-goods.ts'
import { priceProduct } from '../use-cases/price-product.ts'
import { changeParts } from '../use-cases/change-parts.ts'
import { productChoices } from '../use-cases/product-choices.ts'
import { showProduct } from '../use-cases/show-product.ts'

const listProducts = route({
  endpoint: contract.listProducts,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'All products of all markets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { page, rows, sort, ...filter } = call.query
      return findProducts(tx, filter, { sort, ...pageWindow({ page, rows }) })
    }),
})

const choices = route({
  endpoint: contract.productChoices,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'Categories, tax classes, tags and markets that products can have.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => ok(await productChoices(tx))),
})

const showProductRoute = route({
  endpoint: contract.showProduct,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'One product with its texts, all its prices and what was done to it.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) => showProduct(tx, call.params.code)),
})

const createProductRoute = route({
  endpoint: contract.createProduct,
  realms: ['staff'],
  right: 'catalog.write',
  everywhere: true,
  idempotency: 'key',
  summary: 'Adds a product as a draft.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.create_product', answer: contract.createProduct.response },
      async (tx, about) => {
        const made = await addProduct(tx, { ...call.body, accountId: call.viewer.accountId })
        if (!made.ok) return made
        about('product', made.value.id)
        return ok({ code: made.value.code })
      },
    ),
})

const editProductRoute = route({
  endpoint: contract.editProduct,
  realms: ['staff'],
  right: 'catalog.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Writes what a product is; its prices are set apart.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.edit_product' }, async (tx, about) => {
      const { revision, ...fields } = call.body
      const edit = { code: call.params.code, revision, fields, accountId: call.viewer.accountId }
      const edited = await editProduct(tx, edit)
      if (!edited.ok) return edited
      about('product', edited.value.id)
      return ok({ revision: edited.value.revision })
    }),
})

const setPriceRoute = route({
  endpoint: contract.setPrice,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Sets a price from a moment on.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.set_price', answer: contract.setPrice.response },
      async (tx, about) => {
        const market = await marketToPrice(tx, call.viewer, call.body.market)
        if (!market.ok) return market
        const { kind, minor, volumes, validFrom: fromMs } = call.body
        const price = { kind, minor, volumes, fromMs, accountId: call.viewer.accountId }
        const set = await priceProduct(tx, { ...price, code: call.params.code, marketId: market.value.id })
        if (!set.ok) return set
        about('product', set.value.id)
        return ok({ validFrom: set.value.fromMs })
      },
    ),
})

const endPriceRoute = route({
  endpoint: endPriceEndpoint,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'natural',
  summary: 'Takes a price away, so that what it falls back to holds from now on.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.end_price' }, async (tx, about) => {
      const { code, market: marketCode, kind } = call.params
      const market = await marketToPrice(tx, call.viewer, marketCode)
      if (!market.ok) return market
      const { accountId } = call.viewer
      const ended = await endPrice(tx, { code, marketId: market.value.id, kind, accountId })
      if (!ended.ok) return ended
      about('product', ended.value)
      return ok(undefined)
    }),
})

const setPartsRoute = route({
  endpoint: contract.setProductParts,
  realms: ['staff'],
  right: 'catalog.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Says what a kit is made of.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.set_parts' }, async (tx, about) => {
      const { parts } = call.body
      const { accountId } = call.viewer
      const set = await changeParts(tx, { code: call.params.code, parts, accountId })
      if (!set.ok) return set
      about('product', set.value)
      return ok(undefined)
    }),
})

export const staffRoutes = [
  listProducts,
  choices,
  showProductRoute,
  createProductRoute,
  editProductRoute,
  setPriceRoute,
  endPriceRoute,
  setPartsRoute,
]
