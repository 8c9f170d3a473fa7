import { expectedPay, listPeriods, listStatements } from '#modules/compensation/contract.ts'
import {
  listAdjustable,
  listAdjustments,
  requestAdjustment,
  showAdjustmentEffect,
} from '#modules/compensation/contract/adjustments.ts'
import { showMoveEffect } from '#modules/compensation/contract/moves.ts'
import { listProducts } from '#modules/catalog/contract.ts'
import { changeSetting, showClock } from '#modules/company/contract.ts'
import { approveApplication, listPeople, showMyInvite, showMyPerson } from '#modules/field/contract.ts'
import { listTeam, listTrees, makeTree } from '#modules/genealogy/contract.ts'
import { listMoves, requestMove } from '#modules/genealogy/contract/moves.ts'
import { listStock } from '#modules/inventory/contract.ts'
import { listJournals } from '#modules/ledger/contract.ts'
import { listOrders, myOrders, showOrder } from '#modules/orders/contract.ts'
import { listAutoships } from '#modules/orders/contract/autoships.ts'
import { returnOrder, sendOrder } from '#modules/orders/contract/changes.ts'
import { noteOrder, payOrder } from '#modules/orders/contract/paying.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import type { Api } from '#kit/api.ts'
import { someExperiment } from './lab-example.ts'
import { mailedToken, someMail } from './mail-example.ts'
import { beginFor, beginOwn, prepareFor } from './draft-example.ts'
import { letFaceWait } from './face-example.ts'
import { goodsImport, paperCatalogue, photographs, promotion, segmentWith } from './goods-examples.ts'
import { openParty } from './party-example.ts'
import { furtherPosition, someTransfer } from './position-examples.ts'
import type { AppName } from './pages.ts'
import {
  apply,
  CUSTOMER,
  SHOPPER,
  shopValues,
  someAutoship,
  someCustomer,
  type Ask,
} from './shop-examples.ts'
import { client, signIn, type Session } from './client.ts'

const DAY_MS = 86_400_000

/** What fills the parameters of an app's routes, and its session as a `cookie` header; `?path` holds a query. */
export type Examples = Readonly<{
  values: Readonly<Record<string, string | undefined>>
  session: Session | undefined
}>

/**
 * Asks the running demonstration for something to show on each page that needs a person, an order or a month. What cannot
 * be found is left out and told to `say`; the page is then counted as not pictured.
 */
export async function findExamples(
  deps: { say: (sentence: string) => void },
  address: string,
): Promise<Readonly<Record<AppName, Examples>>> {
  const staffSession = await signIn(address, 'staff', 'admin@demo.test')
  const fieldSession = await signIn(address, 'distributor', 'leader@demo.test')
  const staff = client(address, 'staff', staffSession)
  const distributor = client(address, 'distributor', fieldSession)
  const shopper = client(address, 'customer', undefined)
  const ask = async <T>(what: string, question: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await question()
    } catch (error) {
      deps.say(`${what}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }
  await ask('an account for transfers', () => transfersGoTo(staff))
  await ask('somebody who waits for a place', () => letSomebodyWait(staff, shopper, distributor))
  await ask('a face that waits', () => letFaceWait(staff, distributor))
  const shop = await shopValues(ask, shopper, distributor)
  const customer = await ask('a customer', () => someCustomer(address, shopper, shop))
  const { product = '' } = shop
  const begun = await ask('an order that is begun', () => beginOwn(distributor, product))
  await ask('something that is prepared', () => prepareFor(staff, customer?.code ?? '', product))
  const forCustomer = () => beginFor(staff, customer?.code ?? '', product)
  return {
    console: {
      session: staffSession,
      values: {
        ...(await consoleValues(ask, staff, distributor)),
        draft: await ask('an order for somebody', forCustomer),
      },
    },
    office: {
      session: fieldSession,
      values: {
        ...(await officeValues(ask, distributor)),
        '?sell/report': begun && `?draft=${begun.draft}`,
      },
    },
    storefront: {
      session: customer?.session,
      values: {
        ...shop,
        shared: begun?.shared,
        order: customer?.order,
        token: await ask('a mailed link', () => mailedToken(staff, shopper, CUSTOMER.email)),
      },
    },
  }
}

/** Without an account nobody is offered to pay by transfer. */
async function transfersGoTo(staff: Api): Promise<void> {
  const body = { market: null, value: 'Example Ltd, IE29 AIBK 9311 5212 3456 78' }
  await staff(changeSetting, { params: { name: 'payments.transfer_account' }, body })
}

/** A placement tree in which everybody is placed, and a newcomer whose sponsor may still choose. */
async function letSomebodyWait(staff: Api, shopper: Api, distributor: Api): Promise<void> {
  const { trees } = await staff(listTrees, {})
  if (trees.length > 0) return
  const shape = { kind: 'binary', width: 2, depth: null, way: 'weaker_leg', holdingHours: 48 } as const
  await staff(makeTree, { body: { code: 'binary', ...shape } })
  const { invite } = await distributor(showMyInvite, {})
  const application = await apply(shopper, invite, 'second.newcomer@example.com')
  await staff(approveApplication, { params: { application } })
}

/** An order that was paid, of which a part was sent and a piece came back, so that its page has something to tell. */
async function changedOrder(
  staff: Api,
  rows: readonly Readonly<{ code: string; state: string; pieces: number; guestName: string | null }>[],
): Promise<string | undefined> {
  const known = rows.filter(({ state, guestName }) => state === 'placed' && guestName === null)
  const code = (known.find(({ pieces }) => pieces > 2) ?? known[0])?.code
  if (code === undefined) return undefined
  const params = { code }
  const { changes, lines, total } = await staff(showOrder, { params, query: {} })
  const most = lines.toSorted((a, b) => b.quantity - a.quantity)[0]
  if (changes.length > 0 || !most) return code
  const { line, quantity } = most
  const amount = { ...total, minor: total.minor / 2n }
  const rest = { ...total, minor: total.minor - amount.minor }
  await staff(payOrder, { params, body: { method: 'cash', amount, reference: 'Till 4' } })
  await staff(payOrder, { params, body: { method: 'transfer', amount: rest } })
  await staff(noteOrder, {
    params,
    body: { text: 'The carrier asks for a telephone number.', forBuyer: true },
  })
  await staff(sendOrder, {
    params,
    body: { lines: [{ line, quantity }], tracking: 'Post 0034 0434 1610' },
  })
  const back = { lines: [{ line, quantity: 1, disposition: 'damaged' as const }], feePpm: 100_000 }
  await staff(returnOrder, { params, body: { reason: 'A corner is broken', ...back } })
  return code
}

async function consoleValues(ask: Ask, staff: Api, distributor: Api) {
  const people = await ask('people', () => staff(listPeople, { query: {} }))
  const orders = await ask('orders', () => staff(listOrders, { query: {} }))
  const periods = await ask('periods', () => staff(listPeriods, {}))
  const journals = await ask('journals', () => staff(listJournals, { query: {} }))
  const products = await ask('goods', () => staff(listProducts, { query: { rows: 100 } }))
  const counted = await ask('counted goods', () => staff(listStock, { query: { state: 'expected' } }))
  const family = products?.rows.find(({ variants }) => variants > 0)
  if (family) await ask('photographs', () => photographs(staff, family.code))
  const leader = await ask('the leader', () => distributor(showMyPerson, {}))
  const pay = await ask('expected pay', () => distributor(expectedPay, { query: {} }))
  const bonus = pay?.byBonus[0]?.bonus
  const question = new URLSearchParams({
    person: leader?.code ?? '',
    period: pay?.period ?? '',
    bonus: bonus ?? '',
  })
  await ask('a further position', () => furtherPosition(staff, distributor))
  return {
    party: await ask('a party', () => openParty(distributor)),
    autoship: (await ask('autoships', () => staff(listAutoships, { query: {} })))?.rows[0]?.autoship,
    person: leader?.person ?? people?.rows[0]?.person,
    code: orders && (await ask('an order with a history', () => changedOrder(staff, orders.rows))),
    // The first one waits for a transfer; the later one waits for a card.
    picked: (await ask('orders to pick up', () => staff(listOrders, { query: { search: 'Sample Visitor' } })))
      ?.rows[0]?.code,
    waiting: orders?.rows.findLast(({ guestName }) => guestName === SHOPPER)?.code,
    counted: counted?.rows[0]?.product,
    // What comes in variants has most to show.
    product: (family ?? products?.rows[0])?.code,
    period: periods?.periods.find((one) => one.ended)?.period ?? periods?.periods[0]?.period,
    ended: dayOf(periods?.periods.find((one) => one.ended)?.period),
    journal: journals?.rows[0]?.id,
    import: (await ask('an import of goods', () => goodsImport(staff)))?.toString(),
    paper: await ask('a catalogue on paper', () => paperCatalogue(staff)),
    move: await ask('a move', () => someMove(staff, distributor)),
    transfer: await ask('a transfer', () => someTransfer(staff, distributor)),
    adjustment: await ask('a correction', () => someAdjustment(staff, distributor)),
    mail: await ask('a mail', () => someMail(staff)),
    experiment: await ask('an experiment', () => someExperiment(staff)),
    ...(await ask('a promotion', () => promotion(staff))),
    segment: await ask('a segment', () => segmentWith(staff, leader?.code ?? '')),
    '?pay/explanations': bonus === undefined ? undefined : `?${question.toString()}`,
  }
}

/** A day of a month by which most of it had happened. */
function dayOf(period: string | undefined): string | undefined {
  return period === undefined ? undefined : `${period}-28`
}

/** A move that waits, with what it would change already computed. */
async function someMove(staff: Api, distributor: Api): Promise<string | undefined> {
  const { rows } = await staff(listMoves, { query: { rows: 1 } })
  const move = rows[0]?.move ?? (await askForMove(staff, distributor))
  if (move === undefined) return undefined
  const isReady = async (): Promise<boolean> =>
    (await staff(showMoveEffect, { params: { move }, query: {} })).state === 'ready'
  await waitUntil(isReady, { stepMs: 500, mostMs: 60_000 })
  return move
}

/** A correction that waits, with what it would change already computed. */
async function someAdjustment(staff: Api, distributor: Api): Promise<string | undefined> {
  const { rows } = await staff(listAdjustments, { query: { rows: 1 } })
  const adjustment = rows[0]?.adjustment ?? (await askForAdjustment(staff, distributor))
  if (adjustment === undefined) return undefined
  const isReady = async (): Promise<boolean> =>
    (await staff(showAdjustmentEffect, { params: { adjustment }, query: {} })).state === 'ready'
  await waitUntil(isReady, { stepMs: 500, mostMs: 60_000 })
  return adjustment
}

/** Somebody two levels below the leader gets volume of an order on paper that was lost. */
async function askForAdjustment(staff: Api, distributor: Api): Promise<string | undefined> {
  const { rows } = await distributor(listTeam, { query: { level: 2, rows: 1, sort: 'joined' } })
  const { names } = await staff(listAdjustable, {})
  const [member] = rows
  const name = names.volume?.at(-1)
  if (!member || name === undefined) return undefined
  const reason = 'An order on paper was lost in the mail.'
  // Some weeks back, so that it touches a closed month.
  const { now } = await staff(showClock, {})
  const of = { person: member.person, name, value: '240', from: now - 40 * DAY_MS }
  const body = { kind: 'volume' as const, ...of, reason }
  return (await staff(requestAdjustment, { body })).adjustment
}

/** Somebody two levels below the leader is to stand directly below. */
async function askForMove(staff: Api, distributor: Api): Promise<string | undefined> {
  const { code } = await distributor(showMyPerson, {})
  const { rows } = await distributor(listTeam, { query: { level: 2, rows: 1, sort: '-joined' } })
  const [member] = rows
  if (!member) return undefined
  const reason = 'The invitation of another sponsor was used by mistake.'
  const body = { person: member.person, parent: code, withTeam: true, from: member.joinedAt, reason }
  return (await staff(requestMove, { body })).move
}

async function officeValues(ask: Ask, distributor: Api) {
  const team = await ask('the team', () => distributor(listTeam, { query: { sort: '-branch' } }))
  const statements = await ask('statements', () => distributor(listStatements, { query: {} }))
  const pay = await ask('expected pay', () => distributor(expectedPay, { query: {} }))
  const bonus = pay?.byBonus[0]?.bonus
  const bought = await ask('an own order', () => distributor(myOrders, { query: { role: 'bought' } }))
  const code = bought?.rows.find(({ state }) => state === 'placed')?.code
  await ask('what comes by itself', () => someAutoship(distributor, code))
  return {
    person: team?.rows[0]?.person,
    code,
    party: await ask('a party', () => openParty(distributor)),
    period: statements?.statements[0]?.period ?? pay?.period,
    ended: dayOf(statements?.statements[0]?.period),
    '?money/then': statements?.statements[0] && `?at=${statements.statements[0].period}-20T12:00`,
    '?money/:period/why': bonus === undefined ? undefined : `?bonus=${encodeURIComponent(bonus)}`,
  }
}
