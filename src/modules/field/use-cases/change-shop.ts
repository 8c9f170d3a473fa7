import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { shopNameProblem } from '#shared/shop-name.ts'
import { mayServe } from '../domain/person.ts'
import { lockPerson } from '../store/people.ts'
import { changeFace } from '../store/faces.ts'
import { takeShopName } from '../store/shops.ts'
import { wishGreeting } from './shop-face.ts'

/**
 * Gives a shop its address and greeting, which waits where the company looks at it first. Refused, at the field `shopName`, as `field.shop_name_shape`,
 * `field.shop_name_reserved` or `field.shop_name.conflict`; as `field.not_a_seller` for who has no shop.
 */
export async function changeShop(
  tx: Tx,
  about: About,
  input: { personId: bigint; shopName: string; greeting: string; findable?: boolean | undefined },
): Promise<Result<undefined>> {
  const { personId, shopName, greeting } = input
  const problem = shopNameProblem(shopName)
  if (problem) return refuse(`field.shop_name_${problem}`, { name: shopName }, 'shopName')
  const person = await lockPerson(tx, personId)
  if (!person || !mayServe(person)) return refuse('field.not_a_seller')
  const at = new Date(await companyNow(tx))
  if (!(await takeShopName(tx, { personId, name: shopName, at })))
    return refuse('field.shop_name.conflict', { name: shopName }, 'shopName')
  await wishGreeting(tx, person, greeting)
  if (input.findable !== undefined) await changeFace(tx, personId, { findable: input.findable })
  about('person', personId)
  return ok(undefined)
}
