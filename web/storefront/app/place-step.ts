import { destination } from '#modules/orders/contract/ways.ts'
import { setBasketDestination } from '#modules/orders/contract/basket-destination.ts'
import { ApiRefusal, type Api } from '#kit/api.ts'
import type { Basket } from './shop.ts'

type Texts = Readonly<Record<string, string>>
type Place = Readonly<{ country: string; region?: string | undefined; postalCode?: string | undefined }>

/** What a form says of where the basket goes; undefined when it asks for something else. */
export function placeStep(api: Api, { token }: Basket, texts: Texts): (() => Promise<unknown>) | undefined {
  const { placeCountry, region, placePostalCode } = texts
  if (placeCountry === undefined) return undefined
  const said = {
    country: placeCountry,
    region: region || undefined,
    postalCode: placePostalCode || undefined,
  }
  const parsed = destination.safeParse(said)
  // A place that is none is not kept, and the basket is shown as it was.
  return async () => {
    if (parsed.success) await api(setBasketDestination, { params: { basket: token }, body: parsed.data })
  }
}

/**
 * Keeps with the basket where its order goes, so that the sums on the page are those of the order. Whatever is wrong with the place is
 * told by placing the order.
 */
export async function keepPlace(
  api: Api,
  { token, destination: kept }: Basket,
  delivery: Place,
): Promise<void> {
  const { country, region, postalCode } = delivery
  const isSame = kept?.country === country && kept.region === region && kept.postalCode === postalCode
  if (isSame) return
  try {
    const body = destination.parse({ country, region, postalCode })
    await api(setBasketDestination, { params: { basket: token }, body })
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
  }
}
