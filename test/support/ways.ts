/** The ways in which an order can come, as a basket tells them. */
type Ways = {
  way: string
  place: string | null
  price: { minor: string }
  isChosen: boolean
  at: object | null
}[]
/** What of a basket is asked. */
export type Basket = { token: string; total: { minor: string }; shipping: { minor: string }; ways: Ways }
/** What of an order is asked. */
export type Order = {
  total: { minor: string }
  shipping: { minor: string }
  tax: { minor: string }
  way: { way: string; kind: string; at: { name: string; city: string } | null; readyAt: string | null } | null
  delivery: object | null
  progress: string
}
