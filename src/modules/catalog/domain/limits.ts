/** How much of a product somebody may buy, and who. */
export type ProductLimits = Readonly<{
  /** Most pieces in one order. */
  perOrder: number | null
  /** Most pieces that one buyer may buy within so many days. */
  perBuyer: Readonly<{ most: number; days: number }> | null
  /** The age in years that a buyer has to have reached. */
  minAge: number | null
  /** Countries (ISO 3166, two letters) that it is delivered to; none are all. */
  countries: readonly string[]
}>

export const NO_LIMITS: ProductLimits = { perOrder: null, perBuyer: null, minAge: null, countries: [] }

/** Goods as limits see them: pieces of one product that are wanted, and those that the buyer has bought within its days. */
export type LimitedGoods = Readonly<{
  product: string
  pieces: number
  boughtBefore: number
  limits: ProductLimits
}>

/** Who buys: the country of delivery, and the age that the buyer has confirmed. Undefined is not asked yet. */
export type LimitedBuyer = Readonly<{ country: string | undefined; ofAge: number | undefined }>

/** The first limit that stands in the way of an order, with what its sentence needs. */
export type BrokenLimit = Readonly<{ product: string }> &
  (
    | Readonly<{ is: 'country'; countries: readonly string[] }>
    | Readonly<{ is: 'age'; age: number }>
    | Readonly<{ is: 'order'; most: number }>
    | Readonly<{ is: 'buyer'; most: number; days: number; left: number }>
  )

/**
 * The first limit, in the order of the goods, that stands in the way; undefined when all may be bought. A guest has bought nothing
 * before that anybody knows of, so that the limit of a buyer holds for the one order.
 */
export function brokenLimit(goods: readonly LimitedGoods[], buyer: LimitedBuyer): BrokenLimit | undefined {
  for (const one of goods) {
    const broken = brokenOf(one, buyer)
    if (broken) return broken
  }
  return undefined
}

function brokenOf(
  { product, pieces, boughtBefore, limits }: LimitedGoods,
  { country, ofAge }: LimitedBuyer,
): BrokenLimit | undefined {
  const { countries, minAge, perOrder, perBuyer } = limits
  if (country !== undefined && countries.length > 0 && !countries.includes(country))
    return { is: 'country', product, countries }
  if (ofAge !== undefined && minAge !== null && ofAge < minAge) return { is: 'age', product, age: minAge }
  if (perOrder !== null && pieces > perOrder) return { is: 'order', product, most: perOrder }
  if (perBuyer !== null && boughtBefore + pieces > perBuyer.most) {
    const left = Math.max(0, perBuyer.most - boughtBefore)
    return { is: 'buyer', product, left, ...perBuyer }
  }
  return undefined
}

/** The age that goods together ask for; undefined when none of them does. */
export function askedAge(all: Iterable<ProductLimits | undefined>): number | undefined {
  const ages = [...all].flatMap((limits) => limits?.minAge ?? [])
  return ages.length === 0 ? undefined : Math.max(...ages)
}
