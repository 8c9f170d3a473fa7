import { currencyDigits, isCurrency } from '#shared/money.ts'
import { formatDecimal, parseDecimal } from '#shared/decimal.ts'
import { basketDocument, type BasketDocument } from './promotion-document.ts'
import type { Basket, BasketLine } from '../domain/basket.ts'
import { indexPromotions } from '../domain/candidates.ts'
import { priceBasket, type PricedPromotions } from '../domain/price-basket.ts'
import { factNames, lanesOf } from '../domain/promotion.ts'
import { extraWords, missingWords } from './promotion-words.ts'
import { PromotionError, type PromotionProblem } from './promotion-error.ts'
import { readPromotion } from './read-promotion.ts'

/** What promotions make of a basket, in words; amounts are decimal text in the basket's currency. */
export type TriedPromotions = Readonly<{
  currency: string
  before: string
  off: string
  total: string
  lines: readonly Readonly<{ product: string; quantity: number; before: string; total: string }>[]
  applied: readonly Readonly<{ promotion: string; times: number; off: string; gives: readonly string[] }>[]
  notApplied: readonly Readonly<{ promotion: string; because: string; missing: readonly string[] }>[]
  isExact: boolean
}>

/**
 * Prices a basket (JSON text) under promotions (YAML texts), without a database. Throws PromotionError with everything that is
 * wrong in the texts.
 */
export function tryPromotions(promotionTexts: readonly string[], basketText: string): TriedPromotions {
  const document = readBasket(basketText)
  const promotions = promotionTexts.map((text) => readPromotion(text, document.currency))
  const basket = basketOf(document)
  const gifts = document.gifts.map((goods) => lineOf(goods, document.currency))
  const result = priceBasket({
    basket,
    promotions: indexPromotions(promotions),
    lanes: lanesOf(promotions),
    gifts,
  })
  return told(document.currency, basket, result)
}

function readBasket(text: string): BasketDocument {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refused([{ path: 'basket', line: 1, problem: error instanceof Error ? error.message : 'no JSON' }])
  }
  const parsed = basketDocument.safeParse(value)
  if (!parsed.success)
    throw refused(
      parsed.error.issues.map((issue) => ({
        path: ['basket', ...issue.path.map(String)].join('.'),
        line: 1,
        problem: issue.message,
      })),
    )
  if (isCurrency(parsed.data.currency)) return parsed.data
  throw refused([{ path: 'basket.currency', line: 1, problem: 'is no ISO 4217 currency' }])
}

function refused(problems: readonly PromotionProblem[]): PromotionError {
  return new PromotionError(problems)
}

const MICRO_PLACES = 6

function lineOf(goods: BasketDocument['lines'][number], currency: string): BasketLine {
  const { product, category, tag, quantity } = goods
  const volumes = Object.entries(goods.volumes).map(
    ([name, text]) => [name, numberOf(text, MICRO_PLACES, `volume ${name} of ${product}`)] as const,
  )
  const unitMinor = numberOf(goods.price, currencyDigits(currency), `price of ${product}`)
  const known = Object.fromEntries(volumes)
  return { product, categories: category, tags: tag, unitMinor, quantity, volumes: known }
}

function numberOf(text: string, places: number, path: string): bigint {
  const value = parseDecimal(text, places)
  if (typeof value === 'bigint') return value
  throw refused([{ path, line: 1, problem: `"${text}" is no number with at most ${places} decimals` }])
}

function basketOf(document: BasketDocument): Basket {
  const { currency, day, time, weekday, coupons, entitlements } = document
  return {
    lines: document.lines.map((goods) => lineOf(goods, currency)),
    facts: Object.fromEntries(factNames.map((name) => [name, document[name]])),
    orderNumber: document.order_number,
    day,
    time,
    weekday,
    coupons,
    entitlements,
    credits: Object.fromEntries(
      Object.entries(document.credits).map(
        ([name, text]) => [name, numberOf(text, currencyDigits(currency), `credit ${name}`)] as const,
      ),
    ),
    history: {},
    left: {},
  }
}

function told(currency: string, basket: Basket, result: PricedPromotions): TriedPromotions {
  const money = (minor: bigint): string => formatDecimal(minor, currencyDigits(currency))
  const sum = (minors: readonly bigint[]): bigint => minors.reduce((all, minor) => all + minor, 0n)
  const before = sum(basket.lines.map(({ unitMinor, quantity }) => unitMinor * BigInt(quantity)))
  return {
    currency,
    before: money(before),
    off: money(result.offMinor),
    total: money(before - result.offMinor),
    lines: result.lines.map((line, place) => ({
      product: line.product,
      quantity: line.quantity,
      before: money(line.unitMinor * BigInt(line.quantity)),
      total: money(sum(result.left[place] ?? [])),
    })),
    applied: result.applied.map(({ promotion, times, minor, extras }) => ({
      promotion: promotion.code,
      times,
      off: money(minor),
      gives: extras.map(extraWords),
    })),
    notApplied: result.notApplied.map(({ promotion, because, missing }) => ({
      promotion: promotion.code,
      because,
      missing: missing.map((one) => missingWords(one, currency)),
    })),
    isExact: result.isExact,
  }
}
