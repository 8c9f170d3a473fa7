import type { TaxDeps } from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, type About, type Actor } from '#platform/postgres/transact.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { savePlaceOfBasket, type BasketPlace } from '../store/basket-places.ts'
import { findBasket, showBasket } from './basket.ts'
import { askingTax } from './price-taxed.ts'

/** Says where a basket is going: it is taxed for that place from then on. Refused as `orders.basket.not_found`. */
export async function setBasketPlace(
  tx: Tx,
  about: About,
  input: { token: string; place: BasketPlace },
): Promise<Result<undefined>> {
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  await savePlaceOfBasket(tx, { basketId: found.value.id, place: input.place })
  about('basket', found.value.id)
  return ok(undefined)
}

/**
 * The basket with its tax: a service is asked where one reckons it, and where that says no or nothing, the tax is an estimate, so that a
 * basket can always be looked at.
 */
export async function showTaxedBasket(
  deps: { db: Db } & TaxDeps,
  actor: Actor,
  token: string,
  shopper: Readonly<{ personId: bigint | undefined; language: string | undefined }>,
) {
  const shown = (asksTax: boolean) =>
    read(deps, actor, (tx) => showBasket(deps, tx, token, { ...shopper, asksTax }))
  const taxed = await askingTax(deps, () => shown(true))
  return taxed.ok || !taxed.refusal.code.startsWith('tax.') ? taxed : shown(false)
}
