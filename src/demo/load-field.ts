import { listMarkets, type Market } from '#modules/company/api.ts'
import { priceBookOf } from '#modules/catalog/api.ts'
import { personById } from '#modules/field/api.ts'
import { accountByLogin, createDemonstrationAccount, hashPassword } from '#modules/identity/api.ts'
import { taxTableOf } from '#modules/tax/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import { COMPANY_NAME } from './begin-demonstration.ts'
import { loadInBulk, type Bulk } from './bulk.ts'
import { drawOrders } from './draw-orders.ts'
import { drawPeople, type DrawnPeople } from './draw-people.ts'
import { finishOrders, loadOrders, orderTables, pointsOf, type Counter } from './load-orders.ts'
import { loadPeople, peopleTables, personIdOf } from './load-people.ts'
import { noonOf, type SeedOptions } from './seed-options.ts'
import { DEMONSTRATION_PASSWORD } from './sign-ins.ts'

type Deps = Readonly<{ db: Db; ownerUrl: string; say: (sentence: string) => void }>

/** So many priced orders are held in memory. */
const ORDERS_AT_ONCE = 20_000
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
  const there = await read(deps, call.actor, (tx) => personById(tx, 1n))
  const months = monthsOf(market, options.months, nowMs)
  if (!there) await load(deps, { options, market, people, months, nowMs })
  await openAccounts(deps, people)
  return months
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
  const tables = [...peopleTables, ...orderTables]
  // Read before: the loading transaction locks what its foreign keys lead to.
  const goods = await readGoods(deps, market)
  await loadInBulk({ onError }, { ownerUrl: deps.ownerUrl, tables }, async (bulk) => {
    const marketId = market.id
    await loadPeople(bulk, people, { marketId, name: COMPANY_NAME, shopName: SHOP_NAME })
    say(`${people.count} people`)
    const counter = await openCounter(bulk, market, goods)
    const points = pointsOf(counter, nowMs)
    let loaded = { orders: 0, journals: 0 }
    for (const month of input.months) {
      const untilMs = Math.min(month.untilMs, nowMs)
      const stretch = { label: month.label, fromMs: month.fromMs, untilMs, monthEndMs: month.untilMs }
      const drawn = drawOrders(people, points, { seed: options.seed, stretch })
      for (let from = 0; from < drawn.length; from += ORDERS_AT_ONCE) {
        const part = drawn.slice(from, from + ORDERS_AT_ONCE)
        loaded = await loadOrders(bulk, { people, drawn: part, counter, before: loaded })
        const done = from + part.length
        if (done === drawn.length || done % ORDERS_A_WORD === 0) say(`${done} orders of ${month.label}`)
      }
    }
    await finishOrders(bulk, loaded)
  })
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

type Goods = Pick<Counter, 'book' | 'tax'>

function readGoods(deps: Deps, market: Market): Promise<Goods> {
  return read(deps, call.actor, async (tx) => ({
    book: await priceBookOf(deps, tx, market.id),
    tax: await taxTableOf(deps, tx, market.id),
  }))
}

/** Where all orders are priced and booked. */
async function openCounter(bulk: Bulk, market: Market, { book, tax }: Goods): Promise<Counter> {
  const accounts: Record<string, string> = {}
  for (const kind of ['receivable', 'sales', 'shipping_income', 'tax_payable'])
    accounts[kind] = await bulk.one('SELECT ledger.account_of($1, $2, NULL, $3)', [
      kind,
      market.legalEntityId.toString(),
      market.currency,
    ])
  const codes = book.products.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((product) => product.code)
  const { id: marketId, legalEntityId, currency } = market
  return { marketId, legalEntityId, currency, book, tax, codes, accounts }
}

/** Accounts of the people whose sign-ins are printed. */
async function openAccounts(deps: Deps, people: DrawnPeople): Promise<void> {
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
