import { createBasket, placeShopOrder, setBasketLine } from '#modules/orders/contract.ts'
import { setBasketWay } from '#modules/orders/contract/basket-way.ts'
import type { Api } from '#kit/api.ts'

/** A guest orders a piece and picks it up at the first showroom; gives what opens the page of the order. */
export async function pickedUpOrder(shopper: Api, market: string, product: string) {
  const { token } = await shopper(createBasket, { body: { market } })
  const params = { basket: token, product }
  const { ways } = await shopper(setBasketLine, { params, body: { quantity: 1 } })
  const found = ways.find(({ kind }) => kind === 'showroom')
  if (!found || found.place === null) throw new Error('the demonstration has a showroom')
  await shopper(setBasketWay, { params: { basket: token }, body: { way: found.way, place: found.place } })
  const contact = { name: 'Sample Visitor', email: 'visitor@example.com' }
  const { status } = await shopper(placeShopOrder, { body: { basket: token, contact, payment: 'pay_later' } })
  return status
}
