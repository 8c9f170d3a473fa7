import { refuse, type Result } from '#shared/refusal.ts'
import {
  brokenLimit,
  textIn,
  type BrokenLimit,
  type LimitedGoods,
  type Product,
} from '#modules/catalog/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { boughtLately } from '../store/bought-lately.ts'

/** Pieces of a product that somebody wants. */
type Wanted = Readonly<{ product: Product; quantity: number; isGift: boolean }>

/** Who buys, where to, and whether it is being placed. */
export type LimitsLook = Readonly<{
  buyerId: bigint | undefined
  country: string | undefined
  ofAge: number | undefined
  isPlacing: boolean
  atMs: number
  language: string
}>

/**
 * Why goods may not be bought by this buyer, or undefined when they may: `orders.limit_country`, `orders.limit_age`,
 * `orders.limit_order` or `orders.limit_buyer`, each with the product and the limit. Earlier orders are counted in this
 * transaction, and where it places an order others of the same buyer are waited for. What a promotion gives is not counted, but goes
 * nowhere where it may not go, and to nobody too young.
 */
export async function refuseLimits(
  tx: Tx,
  wanted: readonly Wanted[],
  look: LimitsLook,
): Promise<Result<never> | undefined> {
  const limited = wanted.filter(({ product }) => product.limits !== undefined)
  // Most orders have nothing of the kind, and cost nothing more.
  if (limited.length === 0) return undefined
  const bought = await boughtBefore(tx, limited, look)
  const goods = limited.flatMap(({ product, quantity, isGift }): LimitedGoods[] => {
    const { limits } = product
    if (!limits) return []
    const counted = isGift ? { ...limits, perOrder: null, perBuyer: null } : limits
    const before = bought.get(product.id) ?? 0
    return [{ product: product.code, pieces: quantity, boughtBefore: before, limits: counted }]
  })
  const broken = brokenLimit(goods, look)
  return broken && sentenceOf(broken, limited, look.language)
}

async function boughtBefore(
  tx: Tx,
  limited: readonly Wanted[],
  { buyerId, isPlacing, atMs }: LimitsLook,
): Promise<ReadonlyMap<bigint, number>> {
  const asked = limited.flatMap(({ product, isGift }) => {
    const days = isGift ? undefined : product.limits?.perBuyer?.days
    return days === undefined ? [] : [{ productId: product.id, days }]
  })
  if (buyerId === undefined || asked.length === 0) return new Map()
  return boughtLately(tx, { buyerId, asked, waits: isPlacing, atMs })
}

function sentenceOf(broken: BrokenLimit, limited: readonly Wanted[], language: string): Result<never> {
  const { product } = broken
  const texts = limited.find((one) => one.product.code === product)?.product.texts
  const of = { product, name: texts ? textIn(texts, language).name : product }
  if (broken.is === 'country')
    return refuse('orders.limit_country', { ...of, countries: broken.countries.join(', ') }, 'country')
  if (broken.is === 'age') return refuse('orders.limit_age', { ...of, age: broken.age }, 'ofAge')
  if (broken.is === 'order') return refuse('orders.limit_order', { ...of, most: broken.most }, 'lines')
  const { most, days, left } = broken
  return refuse('orders.limit_buyer', { ...of, most, days, left }, 'lines')
}
