import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Autoship } from '../store/autoships.ts'
import { priceAutoship } from './keep-autoship.ts'

/** All of one, with what its order would cost today. */
export async function shownAutoship(deps: PlatformDeps, tx: Tx, autoship: Autoship) {
  const { payment, address: delivery, way, place, orders } = autoship
  const priced = autoship.course.state === 'ended' ? undefined : await priceAutoship(deps, tx, autoship)
  return {
    ...shownAutoshipRow(deps, autoship),
    payment,
    delivery,
    way,
    place,
    orders,
    total: priced?.ok === true ? priced.value : null,
  }
}

/** One of a list. */
export function shownAutoshipRow(deps: PlatformDeps, autoship: Autoship) {
  const { id, personCode, personName, market, begunAt, course } = autoship
  const { state, rhythm, nextOn, tryOn, tries, problem } = course
  return {
    autoship: deps.ids.close('aut', id),
    person: personName === null ? { code: personCode } : { code: personCode, name: personName },
    market,
    state,
    ...rhythm,
    next: nextOn,
    tryOn,
    tries,
    problem,
    begunAt: begunAt.getTime(),
    lines: autoship.lines.map(({ product, name, quantity }) => ({ product, name, quantity })),
  }
}
