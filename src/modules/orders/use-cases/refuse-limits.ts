import { refuse, type Result } from '#shared/refusal.ts'
import {
  brokenLimit,
  countedWith,
  limitedAs,
  limitedGoods,
  textIn,
  withParts,
  type BrokenLimit,
  type WantedGoods,
} from '#modules/catalog/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { boughtLately } from '../store/bought-lately.ts'

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
 * transaction, and where it places an order others of the same buyer are waited for. Variants with the limits of their family are
 * counted together, and what lies in kits counts piece by piece.
 */
export async function refuseLimits(
  tx: Tx,
  wanted: readonly WantedGoods[],
  look: LimitsLook,
): Promise<Result<never> | undefined> {
  const limited = withParts(wanted).filter(({ product }) => product.limits !== undefined)
  // Most orders have nothing of the kind, and cost nothing more.
  if (limited.length === 0) return undefined
  const bought = await boughtBefore(tx, limited, look)
  const broken = brokenLimit(limitedGoods(limited, bought), look)
  return broken && sentenceOf(broken, limited, look.language)
}

/**
 * Whether goods stay within all their limits as far as that can be told of the order alone; false also where one counts what the buyer
 * bought before, for which orders of one buyer wait.
 */
export function isWithinLimits(
  wanted: readonly WantedGoods[],
  look: Pick<LimitsLook, 'country' | 'ofAge'>,
): boolean {
  const limited = withParts(wanted).filter(({ product }) => product.limits !== undefined)
  return (
    limited.every(({ product }) => !product.limits?.perBuyer) &&
    brokenLimit(limitedGoods(limited, new Map()), look) === undefined
  )
}

async function boughtBefore(
  tx: Tx,
  limited: readonly WantedGoods[],
  { buyerId, isPlacing, atMs }: LimitsLook,
): Promise<ReadonlyMap<bigint, number>> {
  const asked = limited.flatMap(({ product, isGift }) => {
    const days = isGift ? undefined : product.limits?.perBuyer?.days
    return days === undefined ? [] : countedWith(product).map((productId) => ({ productId, days }))
  })
  if (buyerId === undefined || asked.length === 0) return new Map()
  return boughtLately(tx, { buyerId, asked, waits: isPlacing, atMs })
}

function sentenceOf(broken: BrokenLimit, limited: readonly WantedGoods[], language: string): Result<never> {
  const { product } = broken
  const texts = limited.map((one) => limitedAs(one.product)).find(({ code }) => code === product)?.texts
  const of = { product, name: texts ? textIn(texts, language).name : product }
  if (broken.is === 'country')
    return refuse('orders.limit_country', { ...of, countries: broken.countries.join(', ') }, 'country')
  if (broken.is === 'age') return refuse('orders.limit_age', { ...of, age: broken.age }, 'ofAge')
  if (broken.is === 'order') return refuse('orders.limit_order', { ...of, most: broken.most }, 'lines')
  const { most, days, left } = broken
  return refuse('orders.limit_buyer', { ...of, most, days, left }, 'lines')
}
