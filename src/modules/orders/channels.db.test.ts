import {
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  readConfigureGlobal,
  record,
} from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketByCode } from '#modules/company/api.ts'
import { setUpPromotions } from '#modules/promotions/api.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { signInStaff } from '#test/support/field.ts'
import {
  partyCompany,
  secretOf,
  system,
  type Cookies,
  type PartyCompany,
  type ShownParty,
} from '#test/support/party-company.ts'
import { placeAutoships } from './use-cases/place-autoships.ts'
import { placeOrder } from './use-cases/place-order.ts'

const delivery = { recipient: 'Gro', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const contact = { name: 'Gro Hay', email: 'gro@example.org' }

/** What lies in a basket. */
type Goods = Readonly<{
  soap: number
  towel: number
  book: number
  /** Soap by the code and at the price of a catalogue on paper. */
  printed: number
  coupon: boolean
  gift: 'none' | 'soap' | 'book'
  atParty: boolean
}>
type Who = 'distributor' | 'customer' | 'guest'
/** An order as it was written: by which way it came, and everything that may not depend on that. */
type Written = Readonly<{
  way: string
  channel: string
  facts: object
  lines: readonly Readonly<{ product: string; discount: string; total: string }>[]
  /** What the promotion of the shop took off, and what all others did, line by line. */
  shop: bigint
  others: readonly unknown[]
  subtotal: bigint
}>

let at: PartyCompany
let staff: Cookies
let soapOnPaper: string

beforeAll(async () => {
  at = await partyCompany()
  const rights = ['orders.place', 'orders.read', 'orders.autoship', 'catalog.write']
  staff = await signInStaff(at.server, at.database, { login: 'clerk@example.org', rights })
  soapOnPaper = await printedSoap()
  const { book, soap, towel } = at.shop
  const texts = {
    tiers: `tiers: {of: all, by: amount, steps: [{from: 300, reward: {percent: {off: 5 %, of: all}}}, {from: 700, reward: {percent: {off: 11 %, of: all}, free_shipping: true}}]}`,
    typed: `when: {coupon: typed}\nreward: {amount: {off: 20, of: all}}`,
    gifts: `when: {basket: {of: {category: home}, amount: 200}}\nreward: {gift: {choose: 1, of: {product: ["${book}", "${soap}"]}}}`,
    sellers: `when: {kind: [distributor]}\nreward: {percent: {off: 3 %, of: {product: "${towel}"}}}`,
    guests: `when: {kind: [guest]}\nreward: {percent: {off: 1 %, of: {product: "${towel}"}}}`,
    'in-the-shop': `lane: order\nwhen: {channel: [shop]}\nreward: {percent: {off: 7 %, of: {product: "${book}"}}}`,
  }
  const made = await transact(at.database, system, async (tx) => {
    const market = await marketByCode(tx, 'NO')
    if (!market) throw new Error('the market is there')
    return setUpPromotions(tx, market, {
      campaigns: [],
      coupons: [{ name: 'typed', code: 'TYPED' }],
      promotions: Object.entries(texts).map(([name, text]) => ({
        state: 'active',
        text: `openfield_promotion: 1\npromotion: ${name}\ntitle: {en: ${name}}\n${text}\n`,
      })),
    })
  })
  if (!made.ok) throw new Error(made.refusal.code)
}, 60_000)
afterAll(() => at.close())

/** Prints soap at prices of its own in a catalogue that holds as long as the test may last; gives the code. */
async function printedSoap(): Promise<string> {
  const about = { campaign: 'c1', texts: { en: { name: 'C1' } }, market: 'NO' }
  await done(staff, '/paper-catalogues', {
    ...about,
    fromDay: await at.dayIn(-1),
    untilDay: await at.dayIn(300),
  })
  const prices = ['retail', 'distributor'].map((kind, step) => {
    const volumes = step === 0 ? null : { PV: '5000000' }
    return { market: 'NO', kind, minor: String(9_100 - 1_950 * step), volumes }
  })
  const positions = [{ product: at.shop.soap, page: 14, prices }]
  const { printed } = await done<{ printed: string[] }>(staff, '/paper-catalogues/c1/positions', {
    positions,
  })
  return printed[0] ?? ''
}

const goods = record({
  soap: integer({ min: 0, max: 4 }),
  towel: integer({ min: 0, max: 3 }),
  book: integer({ min: 0, max: 3 }),
  printed: integer({ min: 0, max: 2 }),
  coupon: boolean(),
  gift: constantFrom('none' as const, 'soap' as const, 'book' as const),
  atParty: boolean(),
}).filter(({ soap, towel, book, printed }) => soap + towel + book + printed > 0)

const plain = { soap: 1, towel: 0, book: 0, printed: 0, coupon: false, gift: 'none', atParty: false } as const
const all = { soap: 3, towel: 2, book: 3, printed: 1, coupon: true, gift: 'book', atParty: true } as const

test('the same basket by whichever way gives the same order to the cent; what a promotion gives to one channel differs there alone', async () => {
  const seen = { ways: new Set<string>(), inShop: 0, discounted: 0 }
  await assert(
    asyncProperty(goods, async (drawn) => {
      const written: Written[] = []
      for (const who of ['distributor', 'customer', 'guest'] as const) {
        const ofAll = await placedByAll(who, drawn)
        expect(unlike(ofAll, drawn)).toEqual([])
        for (const { way } of ofAll) seen.ways.add(`${who}: ${way}`)
        written.push(...ofAll)
      }
      seen.inShop += written.filter(({ shop }) => shop > 0n).length
      seen.discounted += written.filter(({ others }) => others.length > 0).length
    }),
    // Each draw places some twenty orders.
    { numRuns: Math.min(readConfigureGlobal().numRuns ?? 3, 30), examples: [[plain], [all]] },
  )
  expect([...seen.ways].toSorted()).toEqual(WAYS)
  expect(seen.inShop).toBeGreaterThan(0)
  expect(seen.discounted).toBeGreaterThan(0)
}, 300_000)

/** What of the orders for one basket is not as it has to be, told with what it is unlike. */
function unlike(written: readonly Written[], drawn: Goods): string[] {
  const first = written.find(({ channel }) => channel !== 'shop')
  if (!first) return ['nothing is placed elsewhere than in the shop']
  return written.flatMap((one) => {
    const isLike =
      one.channel === 'shop' && drawn.book > 0
        ? differsInBooksOnly(one, first)
        : comparable(one) === comparable(first) && one.shop === 0n
    return isLike ? [] : [`${one.way} ${comparable(one)} is not ${first.way} ${comparable(first)}`]
  })
}

/** Every way there is, by who buys. */
const WAYS = [
  'customer: autoship',
  'customer: desk',
  'customer: draft handed over by the distributor',
  'customer: draft handed over by staff',
  'customer: draft placed as it was handed over',
  'customer: draft placed by the distributor',
  'customer: draft placed by staff that the distributor began',
  'customer: import',
  'customer: reported',
  'customer: shop',
  'distributor: autoship',
  'distributor: desk',
  'distributor: draft',
  'distributor: draft handed over by staff',
  'distributor: import',
  'distributor: office',
  'guest: desk',
  'guest: draft placed by the distributor',
  'guest: import',
  'guest: link',
  'guest: reported',
  'guest: shop',
].toSorted()

/** What may not differ between ways: facts and people, lines, shares of promotions, volumes and the books. */
function comparable({ facts, lines, others, shop }: Written): string {
  return JSON.stringify({ facts, lines, others, shop: shop.toString() })
}

/** The shop took its own promotion off the books, and nothing else is unlike. */
function differsInBooksOnly(shop: Written, other: Written): boolean {
  const { book } = at.shop
  const rest = ({ lines }: Written) => JSON.stringify(lines.filter(({ product }) => product !== book))
  const others = ({ others: shares }: Written) => JSON.stringify(shares)
  return (
    shop.shop > 0n &&
    shop.subtotal === other.subtotal - shop.shop &&
    rest(shop) === rest(other) &&
    others(shop) === others(other)
  )
}

async function placedByAll(who: Who, drawn: Goods): Promise<Written[]> {
  const party = drawn.atParty ? await at.open() : undefined
  const isPlain = drawn.printed === 0 && !drawn.coupon && drawn.gift === 'none' && !party
  const ways = { distributor: byDistributor, customer: byCustomer, guest: byGuest }[who]
  const orders: [way: string, order: string][] = []
  for (const [way, place] of Object.entries(ways(drawn, party))) orders.push([way, await place()])
  if (isPlain && who !== 'guest') orders.push(['autoship', await byAutoship(who, drawn)])
  const written = await Promise.all(orders.map(([way, order]) => writtenOf(way, order, who)))
  // What another system took keeps what was agreed there: without promotions it is the same.
  if (isPlain && written.every(({ others, shop }) => others.length === 0 && shop === 0n))
    written.push(await writtenOf('import', await byImport(who, drawn), who))
  return written
}

type Ways = Readonly<Record<string, () => Promise<string>>>

function byDistributor(drawn: Goods, party: ShownParty | undefined): Ways {
  // Ada sells at her own party; where there is one she buys there.
  const own = { ...contentOf(drawn), ...(party ? { party: { code: party.party } } : {}), delivery }
  const byStaff = {
    ...contentOf(drawn),
    ...atLink(party),
    delivery,
    buyer: { kind: 'customer', code: at.ada.code },
  }
  return {
    office: () => placed(at.adaCookies, '/office/orders', { ...own, payment: 'pay_later' }),
    draft: async () => placedDraft(at.adaCookies, '/office/drafts', { ...own, buyer: { kind: 'self' } }),
    desk: () => placedDraft(staff, '/order-drafts', byStaff),
    'draft handed over by staff': async () => {
      const draft = await begun(staff, '/order-drafts', byStaff)
      await done(staff, `/order-drafts/${draft.draft}/hand-over`, { seen: draft.version })
      return placedAsItIs(at.adaCookies, '/office/drafts', { ...draft, version: draft.version + 1 })
    },
  }
}

function byCustomer(drawn: Goods, party: ShownParty | undefined): Ways {
  const buyer = { kind: 'customer', code: at.hege.code }
  const own = { ...contentOf(drawn), ...(party ? { party: { code: party.party } } : {}), delivery, buyer }
  const byStaff = { ...own, party: undefined, ...atLink(party) }
  const taken = async (draft: Draft) => {
    await done(at.hegeCookies, '/shop/baskets', { market: 'NO' })
    const basket = await done<{ token: string }>(at.hegeCookies, `/shop/prepared-baskets/${draft.draft}/take`)
    const order = await placedInShop(at.hegeCookies, basket.token)
    await at.ask('PUT', `/shop/baskets/${basket.token}/party`, at.hegeCookies, { link: null })
    return order
  }
  const handed = async (cookies: Cookies, path: string, content: object) => {
    const draft = await begun(cookies, path, content)
    return done<Draft>(cookies, `${path}/${draft.draft}/hand-over`, { seen: draft.version })
  }
  return {
    shop: () => boughtInShop(at.hegeCookies, drawn, party),
    reported: () => placed(at.adaCookies, '/office/reported-orders', { ...own, payment: 'pay_later' }),
    'draft placed by the distributor': () => placedDraft(at.adaCookies, '/office/drafts', own),
    'draft placed by staff that the distributor began': async () =>
      placedAsItIs(staff, '/order-drafts', await begun(at.adaCookies, '/office/drafts', own)),
    desk: () => placedDraft(staff, '/order-drafts', byStaff),
    'draft handed over by the distributor': async () =>
      taken(await handed(at.adaCookies, '/office/drafts', own)),
    'draft handed over by staff': async () => taken(await handed(staff, '/order-drafts', byStaff)),
    'draft placed as it was handed over': async () =>
      placedInShop(at.hegeCookies, (await handed(at.adaCookies, '/office/drafts', own)).draft),
  }
}

function byGuest(drawn: Goods, party: ShownParty | undefined): Ways {
  const buyer = { kind: 'guest', name: contact.name }
  const own = { ...contentOf(drawn), ...(party ? { party: { code: party.party } } : {}), delivery, buyer }
  return {
    shop: () => boughtInShop({}, drawn, party),
    reported: () => placed(at.adaCookies, '/office/reported-orders', { ...own, payment: 'pay_later' }),
    'draft placed by the distributor': () => placedDraft(at.adaCookies, '/office/drafts', own),
    desk: () =>
      placedDraft(staff, '/order-drafts', {
        ...own,
        party: undefined,
        ...atLink(party),
        contact,
        market: 'NO',
      }),
    link: async () => {
      const draft = await begun(at.adaCookies, '/office/drafts', { ...own, gifts: [], party: undefined })
      const { link } = await done<{ link: string }>(at.adaCookies, `/office/drafts/${draft.draft}/link`)
      const shared = link.replace('/basket/', '')
      const { token } = await done<{ token: string }>({}, `/shop/shared-baskets/${shared}/take`, {})
      await besides({}, token, { ...drawn, coupon: false }, party)
      return placedInShop({}, token)
    },
  }
}

function contentOf(drawn: Goods) {
  const codes = { ...at.shop, printed: soapOnPaper }
  const lines = (['soap', 'printed', 'towel', 'book'] as const)
    .filter((name) => drawn[name] > 0)
    .map((name) => ({ product: codes[name], quantity: drawn[name] }))
  const { gift } = drawn
  const gifts = gift === 'none' ? [] : [{ promotion: 'gifts', product: at.shop[gift], quantity: 1 }]
  return { lines, gifts, coupons: drawn.coupon ? ['TYPED'] : [] }
}

const atLink = (party: ShownParty | undefined) => (party ? { party: { link: secretOf(party) } } : {})

async function boughtInShop(cookies: Cookies, drawn: Goods, party: ShownParty | undefined): Promise<string> {
  const body = { market: 'NO', seller: at.ada.code }
  const { token } = await done<{ token: string }>(cookies, '/shop/baskets', body)
  for (const { product, quantity } of contentOf(drawn).lines.toReversed())
    await at.ask('PUT', `/shop/baskets/${token}/lines/${product}`, cookies, { quantity })
  await besides(cookies, token, drawn, party)
  return placedInShop(cookies, token)
}

/** Coupons, gifts and the party of a basket of the shop. */
async function besides(
  cookies: Cookies,
  token: string,
  drawn: Goods,
  party: ShownParty | undefined,
): Promise<void> {
  for (const { promotion, product, quantity } of contentOf(drawn).gifts)
    await at.ask('PUT', `/shop/baskets/${token}/gifts/${promotion}/${product}`, cookies, { quantity })
  if (drawn.coupon) await done(cookies, `/shop/baskets/${token}/coupons`, { code: 'typed' })
  await at.ask('PUT', `/shop/baskets/${token}/party`, cookies, { link: party ? secretOf(party) : null })
}

async function placedInShop(cookies: Cookies, basket: string): Promise<string> {
  return placed(cookies, '/shop/orders', { basket, contact, delivery, payment: 'pay_later' })
}

async function placed(cookies: Cookies, path: string, body: object): Promise<string> {
  return (await done<{ order: string }>(cookies, path, body)).order
}

type Draft = Readonly<{ draft: string; version: number }>

const begun = (cookies: Cookies, path: string, content: object) => done<Draft>(cookies, path, content)

async function placedDraft(cookies: Cookies, path: string, content: object): Promise<string> {
  return placedAsItIs(cookies, path, await begun(cookies, path, content))
}

async function placedAsItIs(cookies: Cookies, path: string, { draft, version }: Draft): Promise<string> {
  return placed(cookies, `${path}/${draft}/order`, { seen: version, payment: 'pay_later' })
}

async function done<T = unknown>(cookies: Cookies, path: string, body?: object): Promise<T> {
  const answer = await at.ask('POST', path, cookies, body)
  if (answer.statusCode > 201) throw new Error(`${path}: ${answer.body}`)
  return answer.json<T>()
}

async function byAutoship(who: 'distributor' | 'customer', drawn: Goods): Promise<string> {
  const person = who === 'distributor' ? at.ada.code : at.hege.code
  const rhythm = { everyWeeks: 26, monthDay: null, next: await at.dayIn(1) }
  const { lines } = contentOf(drawn)
  const body = { person, lines, ...rhythm, payment: 'pay_later', delivery }
  const { autoship } = await done<{ autoship: string }>(staff, '/autoships', body)
  await at.moveDays(1)
  await placeAutoships(at.database)
  const shown = await at.ask('GET', `/autoships/${autoship}`, staff)
  return shown.json<{ orders: { order: string }[] }>().orders[0]?.order ?? 'none'
}

async function byImport(who: Who, drawn: Goods): Promise<string> {
  const key = {
    channel: 'import',
    scope: 'other',
    key: `${++imported}`,
    payloadHash: hashToken('other'),
  } as const
  const buyerId = { distributor: at.ada.personId, customer: at.hege.personId, guest: undefined }[who]
  const { lines } = contentOf(drawn)
  const order = {
    marketId: at.marketId,
    type: 'order',
    buyerId,
    sellerId: at.ada.personId,
    lines,
    address: delivery,
    guestName: who === 'guest' ? contact.name : undefined,
    placedAtMs: await at.now(),
  } as const
  const answer = await placeOrder({ db: at.database.db }, { ...system, key }, async () => ok(order))
  return answer.ok ? answer.value.code : 'none'
}
let imported = 0

async function writtenOf(way: string, order: string, who: Who): Promise<Written> {
  const { rows } = await sql<{
    channel: string
    facts: { seller: string; subtotal: string }
    lines: Written['lines']
    shares: readonly { promotion: string; product: string; minor: string }[]
  }>`
    SELECT o.channel, (SELECT to_jsonb(f) FROM (
        SELECT o.price_kind, o.currency, o.subtotal_minor::text AS subtotal, o.discount_minor::text AS discount,
          o.shipping_minor::text AS shipping, o.tax_minor::text AS tax, o.total_minor::text AS total, o.pieces, o.payment, o.party_id,
          o.buyer_person_id AS buyer, o.seller_person_id AS seller, o.sponsor_person_id AS sponsor,
          (SELECT jsonb_agg(jsonb_build_array(a.kind, e.minor::text) ORDER BY a.kind) FROM ledger.journal j
            JOIN ledger.entry e ON e.journal_id = j.id JOIN ledger.account a ON a.id = e.account_id
            WHERE j.subject_kind = 'order' AND j.subject_id = o.id) AS books,
          (SELECT jsonb_build_array(n.names, v.micros::text[]) FROM orders.order_volume v
            JOIN orders.volume_names n ON n.id = v.names_id WHERE v.order_id = o.id) AS volumes,
          (SELECT d.address FROM orders.delivery d WHERE d.order_id = o.id) AS address) f) AS facts,
      (SELECT jsonb_agg(jsonb_build_object('product', p.code, 'printed', l.printed_code, 'quantity', l.quantity, 'unit', l.unit_minor::text,
          'discount', l.discount_minor::text, 'gift', l.gift, 'total', l.total_minor::text, 'tax', l.tax_minor::text) ORDER BY l.line)
        FROM orders.order_line l JOIN catalog.product p ON p.id = l.product_id WHERE l.order_id = o.id) AS lines,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('promotion', m.code, 'product', p.code, 'minor', s.minor::text)
          ORDER BY s.line, m.code), '[]')
        FROM orders.line_promotion s JOIN orders.order_line l USING (order_id, line) JOIN catalog.product p ON p.id = l.product_id
        JOIN promotions.promotion m ON m.id = s.promotion_id WHERE s.order_id = o.id) AS shares
    FROM orders."order" o WHERE o.code = ${order}`.execute(at.database.owner)
  const row = rows[0]
  if (!row) throw new Error(`${way} placed nothing`)
  const { seller, ...facts } = row.facts
  const isShop = ({ promotion }: { promotion: string }) => promotion === 'in-the-shop'
  return {
    way,
    channel: row.channel,
    // A guest has nobody who looks after them: whoever takes the order sells, and staff sell for the house.
    facts: who === 'guest' ? { ...facts, sponsor: null } : { ...facts, seller },
    lines: row.lines,
    shop: row.shares.filter(isShop).reduce((sum, { minor }) => sum + BigInt(minor), 0n),
    others: row.shares.filter((share) => !isShop(share)),
    subtotal: BigInt(row.facts.subtotal),
  }
}
