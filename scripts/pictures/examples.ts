import { expectedPay, listPeriods, listStatements } from '#modules/compensation/contract.ts'
import {
  listAdjustable,
  listAdjustments,
  requestAdjustment,
  showAdjustmentEffect,
} from '#modules/compensation/contract/adjustments.ts'
import { showMoveEffect } from '#modules/compensation/contract/moves.ts'
import { listProducts } from '#modules/catalog/contract.ts'
import { shopCategories, shopProducts } from '#modules/catalog/contract/shop.ts'
import { changeSetting, showClock, showCompany } from '#modules/company/contract.ts'
import {
  approveApplication,
  listPeople,
  showMyInvite,
  showMyPerson,
  submitApplication,
} from '#modules/field/contract.ts'
import { keepMyAddress, signUpCustomer } from '#modules/field/contract/customers.ts'
import { addPosition, listMyPositions } from '#modules/field/contract/positions.ts'
import { listTeam, listTrees, makeTree } from '#modules/genealogy/contract.ts'
import { listMoves, requestMove } from '#modules/genealogy/contract/moves.ts'
import { listTransfers, requestTransfer } from '#modules/positions/contract.ts'
import { listStock } from '#modules/inventory/contract.ts'
import { listJournals } from '#modules/ledger/contract.ts'
import {
  createBasket,
  listOrders,
  myOrders,
  placeShopOrder,
  setBasketLine,
  showOrder,
} from '#modules/orders/contract.ts'
import { listAutoships } from '#modules/orders/contract/autoships.ts'
import { returnOrder, sendOrder } from '#modules/orders/contract/changes.ts'
import { noteOrder, payOrder } from '#modules/orders/contract/paying.ts'
import type { Realm } from '#shared/realm.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { createApi, type Api, type Send } from '#kit/api.ts'
import { DEMONSTRATION_PASSWORD } from '../../src/demo/sign-ins.ts'
import { someExperiment } from './lab-example.ts'
import { mailedToken, someMail } from './mail-example.ts'
import { letFaceWait } from './face-example.ts'
import { goodsImport, paperCatalogue, photographs, promotion } from './goods-examples.ts'
import { someAutoship } from './autoship-example.ts'
import { pickedUpOrder } from './pick-up-example.ts'
import { openParty, partyLink } from './party-example.ts'
import type { AppName } from './pages.ts'

const DAY_MS = 86_400_000

/** What fills the parameters of an app's routes, and its session as a `cookie` header; `?path` holds a query. */
export type Examples = Readonly<{
  values: Readonly<Record<string, string | undefined>>
  session: Session | undefined
}>
export type Session = Readonly<{ name: string; value: string }>

const COUNTRY = 'IE'
const LANGUAGE = 'en'
/** A guest of the pictures, who is to transfer the money. */
const SHOPPER = 'Sample Shopper'

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
  return {
    console: { session: staffSession, values: await consoleValues(ask, staff, distributor) },
    office: { session: fieldSession, values: await officeValues(ask, distributor) },
    storefront: {
      session: customer?.session,
      values: {
        ...shop,
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

type Ask = <T>(what: string, question: () => Promise<T>) => Promise<T | undefined>

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
    journal: journals?.rows[0]?.id,
    import: (await ask('an import of goods', () => goodsImport(staff)))?.toString(),
    paper: await ask('a catalogue on paper', () => paperCatalogue(staff)),
    move: await ask('a move', () => someMove(staff, distributor)),
    transfer: await ask('a transfer', () => someTransfer(staff, distributor)),
    adjustment: await ask('a correction', () => someAdjustment(staff, distributor)),
    mail: await ask('a mail', () => someMail(staff)),
    experiment: await ask('an experiment', () => someExperiment(staff)),
    ...(await ask('a promotion', () => promotion(staff))),
    '?pay/explanations': bonus === undefined ? undefined : `?${question.toString()}`,
  }
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

/** A further position of the leader, so that there is something to look from. */
async function furtherPosition(staff: Api, distributor: Api): Promise<void> {
  const { person, code } = await distributor(showMyPerson, {})
  const { positions } = await distributor(listMyPositions, {})
  if (positions.length > 1) return
  const params = { name: 'field.positions_most' }
  await staff(changeSetting, { params, body: { market: null, value: 2 } })
  await staff(addPosition, { params: { person }, body: { sponsor: code } })
}

/** A transfer that waits: a member of the team sells to a customer. */
async function someTransfer(staff: Api, distributor: Api): Promise<string | undefined> {
  const { rows } = await staff(listTransfers, { query: { rows: 1 } })
  if (rows[0]) return rows[0].transfer
  const team = await distributor(listTeam, { query: { level: 2, rows: 1, sort: '-joined' } })
  const customers = await staff(listPeople, { query: { kind: 'retail', status: 'active', rows: 50 } })
  const to = customers.rows.find(({ email }) => email !== null)?.code
  const position = team.rows[0]?.person
  if (to === undefined || position === undefined) return undefined
  const body = { position, to, kind: 'sale' as const, reason: 'Sold by contract.', papers: 'Contract 12' }
  return (await staff(requestTransfer, { body })).transfer
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
    '?money/then': statements?.statements[0] && `?at=${statements.statements[0].period}-20T12:00`,
    '?money/:period/why': bonus === undefined ? undefined : `?bonus=${encodeURIComponent(bonus)}`,
  }
}

async function shopValues(ask: Ask, shopper: Api, distributor: Api) {
  const company = await ask('the company', () => shopper(showCompany, {}))
  const market = company?.markets[0]?.code ?? ''
  const products = await ask('products', () => shopper(shopProducts, { query: { market, rows: 100 } }))
  const categories = await ask('categories', () => shopper(shopCategories, { query: { market } }))
  const invite = await ask('the invitation', () => distributor(showMyInvite, {}))
  const product = products?.rows.find(({ family }) => !family)?.code
  return {
    market,
    product,
    code: products?.rows.find(({ family }) => family)?.code ?? product,
    category: categories?.categories[0]?.code,
    shop: invite?.shopName ?? undefined,
    invite: invite?.invite,
    link: await ask('a party', () => partyLink(distributor)),
    application: await ask('an application', () => apply(shopper, invite?.invite ?? '')),
    status: await ask('an order', () => order(shopper, market, product ?? '')),
    picked: await ask('an order to pick up', () => pickedUpOrder(shopper, market, product ?? '')),
    unpaid: await ask('an order to pay by card', () => order(shopper, market, product ?? '', 'card')),
  }
}

/** A newcomer of the pictures applies, so that the page of waiting has somebody who waits. */
async function apply(shopper: Api, invite: string, email = 'newcomer@example.com'): Promise<string> {
  const body = {
    invite,
    givenName: 'Sample',
    familyName: 'Newcomer',
    email,
    language: LANGUAGE,
    acceptedAgreement: 1,
    password: 'a long sentence to remember',
  }
  const { application } = await shopper(submitApplication, { body })
  return application
}

const CUSTOMER = { email: 'customer@example.com', password: 'a long sentence to remember' }

/** A customer with an address and an order. */
async function someCustomer(
  address: string,
  shopper: Api,
  shop: Readonly<{ market: string; product: string | undefined }>,
): Promise<Readonly<{ session: Session; order: string | undefined }>> {
  const { market, product } = shop
  const names = { givenName: 'Sample', familyName: 'Customer' }
  await shopper(signUpCustomer, { body: { market, ...names, ...CUSTOMER } }).catch(() => undefined)
  const session = await signIn(address, 'customer', CUSTOMER.email, CUSTOMER.password)
  const own = client(address, 'customer', session)
  const known = await own(myOrders, { query: { role: 'bought' } })
  if (known.rows.length === 0 && product !== undefined) await order(own, market, product)
  await own(keepMyAddress, { body: DELIVERY })
  const { rows } = await own(myOrders, { query: { role: 'bought' } })
  await someAutoship(own, rows[0]?.code)
  return { session, order: rows[0]?.code }
}

const DELIVERY = {
  recipient: SHOPPER,
  line1: 'Example Road 1',
  postalCode: 'D01 X2X2',
  city: 'Dublin',
  country: COUNTRY,
}

type Payment = 'transfer' | 'card'

/** A guest orders two pieces of a product; gives what opens the page of the order. */
async function order(shopper: Api, market: string, product: string, payment: Payment = 'transfer') {
  const { token } = await shopper(createBasket, { body: { market } })
  await shopper(setBasketLine, { params: { basket: token, product }, body: { quantity: 2 } })
  const contact = { name: SHOPPER, email: 'shopper@example.com' }
  const body = { basket: token, contact, delivery: DELIVERY, payment }
  const { status } = await shopper(placeShopOrder, { body })
  return status
}

async function signIn(
  address: string,
  realm: Realm,
  login: string,
  password = DEMONSTRATION_PASSWORD,
): Promise<Session> {
  const reply = await fetch(`${address}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ realm, login, password }),
  })
  const [cookie = ''] = reply.headers.getSetCookie()
  const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
  if (!reply.ok || name === '')
    throw new Error(`${login} could not sign in: ${reply.status} ${await reply.text()}`)
  return { name, value }
}

function client(address: string, realm: Realm, session: Session | undefined): Api {
  const send: Send = async ({ method, path, headers, body }) => {
    const cookie = session === undefined ? {} : { cookie: `${session.name}=${session.value}` }
    const reply = await fetch(address + path, {
      method,
      headers: { ...headers, ...cookie },
      ...(body === undefined ? {} : { body }),
    })
    return { status: reply.status, text: await reply.text() }
  }
  return createApi(send, realm)
}
