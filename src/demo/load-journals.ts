import { orderEntries } from '#modules/orders/domain/order.ts'
import type { Bulk } from './bulk.ts'
import { wordBytes } from './copy-words.ts'
import type { Counter, Written } from './load-orders.ts'
import { marks } from './marks.ts'
import type { PricedDrawn } from './price-drawn.ts'

const [POSTED, ORDER, CANCELLED] = [wordBytes('posted'), wordBytes('order'), wordBytes('order.cancel')]

/** Writes the journal of each order, and of a cancelled one the journal that reverses it. */
export function journalRows(bulk: Bulk, counter: Counter): (order: Written) => void {
  const { rows } = bulk.into('ledger.journal')
  const [legalEntityId, marketId] = [Number(counter.legalEntityId), Number(counter.marketId)]
  const opposite = marks('cancel order')
  const write = (
    order: Written,
    of: { journal: number; mark: Written['mark']; code: Buffer; atMs: number; reverses: number },
  ): void => {
    rows.begin(13)
    rows.bigint(of.journal)
    rows.bytes(of.mark.uuid)
    rows.bytes(of.mark.hash)
    rows.bytes(of.code)
    rows.bytes(POSTED)
    rows.bigint(legalEntityId)
    rows.bigint(marketId)
    rows.timeMs(of.atMs)
    rows.bytes(ORDER)
    rows.bigint(order.id)
    rows.text(order.code)
    if (of.reverses > 0) rows.bigint(of.reverses)
    else rows.none()
    rows.timeMs(of.atMs)
  }
  return (order) => {
    const { journal, reversal, mark, goneAtMs } = order
    write(order, { journal, mark, code: ORDER, atMs: order.drawn.placedAtMs, reverses: 0 })
    if (goneAtMs === undefined) return
    const reversing = { journal: reversal, mark: opposite(order.id), code: CANCELLED }
    write(order, { ...reversing, atMs: goneAtMs, reverses: journal })
  }
}

/** Writes the entries of the journals. */
export function entryRows(bulk: Bulk, { accounts, currency }: Counter): (order: Written) => void {
  const { rows } = bulk.into('ledger.entry')
  const unit = wordBytes(currency)
  const accountIds = ACCOUNTS.map((name) => {
    const account = accounts[name]
    if (account === undefined) throw new Error(`there is no account ${name}`)
    return Number(account)
  })
  const amounts: number[] = []
  const write = (journal: number, sign: number): void => {
    let line = 0
    for (let account = 0; account < accountIds.length; account++) {
      const minor = amounts[account] ?? 0
      if (minor === 0) continue
      line += 1
      rows.begin(5)
      rows.bigint(journal)
      rows.integer(line)
      rows.bigint(accountIds[account] ?? 0)
      rows.bytes(unit)
      rows.bigint(sign * minor)
    }
  }
  return ({ priced, journal, reversal }) => {
    putAmounts(amounts, priced)
    write(journal, 1)
    if (reversal > 0) write(reversal, -1)
  }
}

/** The accounts that an order moves, in the order in which `orderEntries` names them. */
const ACCOUNTS = orderEntries(
  { goodsMinor: 100n, goodsTaxMinor: 1n, shippingMinor: 100n, shippingTaxMinor: 1n, taxAdded: false },
  '',
).map(({ account }) => account)

/** What `orderEntries` books, in numbers. */
function putAmounts(amounts: number[], { goods, goodsTax, shipping, shippingTax }: PricedDrawn): void {
  amounts[0] = -(goods + shipping)
  amounts[1] = goods - goodsTax
  amounts[2] = shipping - shippingTax
  amounts[3] = goodsTax + shippingTax
}
