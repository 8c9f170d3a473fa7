import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, type About, type Actor } from '#platform/postgres/transact.ts'
import { ok, type Result } from '#shared/refusal.ts'
import type { Destination } from '#modules/shipping/api.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { saveDestination } from '../store/basket-destinations.ts'
import { keepBasket, type BasketName } from './own-basket.ts'
import { askingOutside, type OutsideDeps } from './ask-outside.ts'
import { showBasket } from './show-basket.ts'

/** Says where a basket is going: it is taxed for that place from then on. Refused as `orders.basket.not_found`. */
export async function setBasketDestination(
  tx: Tx,
  about: About,
  input: { basket: BasketName; destination: Destination },
): Promise<Result<undefined>> {
  const held = await keepBasket(tx, input.basket, about)
  if (!held.ok) return held
  await saveDestination(tx, { basketId: held.value.id, destination: input.destination })
  return ok(undefined)
}

/**
 * The basket with its tax and delivery: services are asked where they reckon them, and where one says no or nothing, they are estimates,
 * so that a basket can always be looked at.
 */
export async function showTaxedBasket(
  deps: { db: Db; ids: OpaqueIds } & OutsideDeps,
  actor: Actor,
  basket: BasketName,
  shopper: Readonly<{ personId: bigint | undefined; language: string | undefined }>,
) {
  const shown = (asksOutside: boolean) =>
    read(deps, actor, (tx) => showBasket(deps, tx, basket, { ...shopper, asksOutside }))
  const taxed = await askingOutside(deps, () => shown(true))
  return taxed.ok || !/^(tax|shipping)\./.test(taxed.refusal.code) ? taxed : shown(false)
}
