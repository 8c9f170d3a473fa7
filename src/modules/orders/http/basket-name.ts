import type { OpaqueIds } from '#shared/opaque-id.ts'
import { basketId } from '../contract/own-basket.ts'
import type { BasketName } from '../use-cases/own-basket.ts'

/** What a basket is called from outside: the id of somebody's own, else the token of a guest's. */
export function basketName(deps: Readonly<{ ids: OpaqueIds }>, name: string): BasketName {
  return basketId.safeParse(name).success ? { id: deps.ids.open('bas', name) } : { token: name }
}
