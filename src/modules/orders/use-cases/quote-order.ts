import { marketById } from '#modules/company/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { priceInMemory } from './decide-in-memory.ts'
import { quoteOfficeOrder, shownQuote, type OfficeOrder } from './office-order.ts'
import { offeredWays } from './offered-ways.ts'
import { askingOutside, type OutsideDeps } from './ask-outside.ts'
import { refuseStock } from './refuse-stock.ts'

const CHANNEL = 'office'
/** Nothing is placed, so that nothing was placed before. */
const NO_KEY = { channel: CHANNEL, scope: '', key: '' } as const

type Asked = OfficeOrder & Readonly<{ language: string | undefined }>

/**
 * What a distributor's order would cost and carry; nothing is written. An order for oneself without coupons or a party is priced by one question
 * and copies in memory, as placing does it; whatever that cannot answer, and all else, is asked question by question. The one question
 * comes before the transaction, so that nobody holds one connection and waits for another.
 */
export async function quoteOrder(deps: { db: Db } & OutsideDeps, actor: Actor, order: Asked) {
  const isPlain =
    order.buyer.kind === 'self' &&
    (order.coupons ?? []).length === 0 &&
    !order.party &&
    !order.way &&
    !order.destination
  const known = isPlain ? await priceInMemory(deps, NO_KEY, order) : undefined
  if (!known) return askingOutside(deps, () => read(deps, actor, (tx) => quoteOfficeOrder(deps, tx, order)))
  return read(deps, actor, async (tx) => {
    const { priced, input, facts } = known
    const market = await marketById(tx, facts.market.id)
    if (!market) throw new Error('a distributor has no market')
    const short = await refuseStock(tx, priced.lines, {
      marketId: market.id,
      channel: CHANNEL,
      language: market.language,
    })
    if (short) return short
    const { delivery: home, atMs } = input
    const ways = await offeredWays(tx, { priced, home, chosen: {}, sellerId: undefined, atMs })
    return ok(
      shownQuote({ market, language: order.language }, { priced, coupons: [], book: input.book, ways }),
    )
  })
}
