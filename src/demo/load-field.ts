import { listMarkets, type Market } from '#modules/company/api.ts'
import { priceBookOf } from '#modules/catalog/api.ts'
import { accountByLogin, createDemonstrationAccount, hashPassword } from '#modules/identity/api.ts'
import { shippingTableOf } from '#modules/shipping/api.ts'
import { taxTableOf } from '#modules/tax/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import { asOwner } from './as-owner.ts'
import { COMPANY_NAME } from './begin-demonstration.ts'
import { loadInBulk } from './bulk.ts'
import { at } from './chance.ts'
import { hasRows } from './lighten.ts'
import { drawOrders } from './draw-orders.ts'
import { drawPeople, type DrawnPeople } from './draw-people.ts'
import { openOrderWriter, pointsOf, type Counter } from './load-orders.ts'
import { loadPeople, peopleTables, personIdOf } from './load-people.ts'
import { orderTables } from './order-tables.ts'
import { noonOf, type SeedOptions } from './seed-options.ts'
import { DEMONSTRATION_PASSWORD } from './sign-ins.ts'

type Deps = Readonly<{
  db: Db
  ownerUrl: string
  say: (sentence: string) => void
  largeFrom?: number | undefined
}>

/** After so many the database is let catch up. */
const ORDERS_AT_ONCE = 500
/** From so many people on it is quicker to make the indexes when all rows are in. */
const LARGE_FROM = 20_000
/** A long month says how far it is after so many. */
const ORDERS_A_WORD = 100_000
const SHOP_NAME = 'rowan-and-tarn'
const call = { actor: systemActor('seed'), useCase: 'demonstration.load' }

/**
 * Brings people, their orders and the accounts of those who sign in; what is there already stays. Gives the months that have
 * orders, the oldest first.
 */
export async function loadField(deps: Deps, options: SeedOptions): Promise<Period[]> {
  const market = await read(deps, call.actor, async (tx) => (await listMarkets(tx))[0])
  if (!market) throw new Error('the demonstration has no market')
  const nowMs = noonOf(options.until)
  const people = drawPeople({ people: options.people, seed: options.seed, untilMs: nowMs })
  const months = monthsOf(market, options.months, nowMs)
  if (!(await isLoaded(deps))) await load(deps, { options, market, people, months, nowMs })
  await openSignIns(deps, people)
  return months
}

/** Entries are committed last: where there are some, everything is there. */
async function isLoaded(deps: Deps): Promise<boolean> {
  return asOwner(deps, (client) => hasRows(client, 'ledger.entry'))
}

async function load(
  deps: Deps,
  input: {
    options: SeedOptions
    market: Market
    people: DrawnPeople
    months: readonly Period[]
    nowMs: number
  },
): Promise<void> {
  const { options, market, people, nowMs } = input
  const say = progress(deps)
  const onError = (error: Error): void => deps.say(`Trouble: ${error.message}`)
  const tables = { ...peopleTables, ...orderTables }
  const counter = await openCounter(deps, market)
  const large = people.count >= (deps.largeFrom ?? LARGE_FROM)
  await loadInBulk({ onError }, { ownerUrl: deps.ownerUrl, tables, large }, async (bulk) => {
    await loadPeople(bulk, people, { marketId: market.id, name: COMPANY_NAME, shopName: SHOP_NAME })
    say(`${people.count} people`)
    const points = pointsOf(counter, nowMs)
    const orders = openOrderWriter(bulk, { people, counter, fromMs: at(input.months, 0).fromMs })
    for (const month of input.months) {
      const untilMs = Math.min(month.untilMs, nowMs)
      const stretch = { label: month.label, fromMs: month.fromMs, untilMs, monthEndMs: month.untilMs }
      const drawn = drawOrders(people, points, { seed: options.seed, stretch })
      for (let place = 0; place < drawn.count; place++) {
        orders.write(drawn.order(place))
        const done = place + 1
        if (done % ORDERS_AT_ONCE === 0) await bulk.room()
        if (done === drawn.count || done % ORDERS_A_WORD === 0) say(`${done} orders of ${month.label}`)
      }
    }
    orders.end()
  })
  // Orders that were taken back say so by a change, as those do that a person takes back.
  await asOwner(deps, (client) => client.query('SELECT orders.carry_cancelled()'))
  say('keys and indexes')
}

/** The months that are seeded, the oldest first; the last one is going on. */
function monthsOf(market: Market, months: number, nowMs: number): Period[] {
  const found: Period[] = []
  for (let period = periodAt(market.calendar, nowMs); found.length < months;) {
    found.unshift(period)
    period = periodBefore(market.calendar, period)
  }
  return found
}

/** Where all orders are priced and booked. */
async function openCounter(deps: Deps, market: Market): Promise<Counter> {
  const { id: marketId, legalEntityId, currency } = market
  const { book, tax, shipping } = await read(deps, call.actor, async (tx) => {
    const taxes = await taxTableOf(deps, tx, marketId)
    return {
      book: await priceBookOf(deps, tx, marketId),
      tax: taxes,
      shipping: await shippingTableOf(deps, tx, { marketId, version: taxes.version }),
    }
  })
  // Families and variants are for those who look around: what was drawn is of plain goods.
  const plain = book.products.filter(({ options, family }) => !options && !family)
  const codes = plain.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((product) => product.code)
  const accounts = await openAccounts(deps, market)
  return { marketId, legalEntityId, currency, book, tax, shipping, codes, accounts }
}

/** The company's accounts that orders are booked on, made as the owner: everybody else makes them by posting. */
async function openAccounts(deps: Deps, market: Market): Promise<Readonly<Record<string, string>>> {
  return asOwner(deps, async (client) => {
    const accounts: Record<string, string> = {}
    for (const kind of ['receivable', 'sales', 'shipping_income', 'tax_payable']) {
      const { rows } = await client.query<{ id: string }>(
        'SELECT ledger.account_of($1, $2, NULL, $3)::text AS id',
        [kind, market.legalEntityId.toString(), market.currency],
      )
      accounts[kind] = rows[0]?.id ?? ''
    }
    return accounts
  })
}

/** Accounts of the people whose sign-ins are printed. */
async function openSignIns(deps: Deps, people: DrawnPeople): Promise<void> {
  const passwordHash = await hashPassword(DEMONSTRATION_PASSWORD)
  await transact(deps, call, async (tx) => {
    for (const [realm, login, person] of [
      ['distributor', 'leader@demo.test', people.leader],
      ['distributor', 'small@demo.test', people.small],
      ['customer', 'customer@demo.test', people.customer],
    ] as const) {
      if (await accountByLogin(tx, { realm, login })) continue
      const { given, family } = people.name(person)
      const personId = BigInt(personIdOf(person))
      const account = { realm, login, name: `${given} ${family}`, personId, passwordHash }
      await createDemonstrationAccount(tx, account)
    }
  })
}

/** Says each finished step with the seconds that it took. */
function progress(deps: Deps): (done: string) => void {
  let before = performance.now()
  return (done) => {
    const now = performance.now()
    deps.say(`  ${done} (${((now - before) / 1000).toFixed(1)} s)`)
    before = now
  }
}
