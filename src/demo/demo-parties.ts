import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { changeSetting, listMarkets, nextCode } from '#modules/company/api.ts'
import { partyRewards } from '#modules/orders/use-cases/party-rule.ts'
import { addDays } from '#modules/orders/domain/autoship.ts'
import { addParty, holdParty, partyById, type NewParty } from '#modules/orders/store/parties.ts'
import { settleAs } from '#modules/orders/use-cases/keep-party.ts'
import { partySecret } from '#modules/orders/use-cases/party-link.ts'
import { placeWithin } from '#modules/orders/use-cases/place-order.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { dayText, parseInstant } from '#shared/time.ts'
import { DAY_OF_RULES, noonOf, TIME_ZONE } from './seed-options.ts'

const HOUR_MS = 3_600_000
const GOODS = ['Evening serum', 'Hand lotion, fig', 'Oat day cream', 'Shower gel, nettle']

const half = { name: 'host-half-price', title: 'One item at half price', uses: 1, days: 60 }
const gift = { name: 'host-gift', title: 'A gift of your choice', uses: 1, days: 60 }
const tenth = {
  name: 'host-credit',
  title: 'A tenth of what was bought, as credit',
  uses: 1,
  days: 60,
  creditPpm: 100_000,
}

/** What hosts of the demonstration get, in minor units of the market's currency. */
const rule = {
  tiers: [
    { from: '10000', gives: [tenth] },
    { from: '20000', gives: [half, tenth] },
    {
      from: '40000',
      gives: [{ ...half, title: 'Two items at half price, in two orders', uses: 2 }, gift, tenth],
    },
  ],
  booking: {
    withinDays: 30,
    gives: { ...gift, name: 'host-booking', title: 'A gift for the party booked at yours' },
  },
  looksAgainDays: 60,
}

/** A party of somebody who signs in to the office: days are counted from the day on which the clock stands. */
type DemoParty = Readonly<{
  seller: string
  /** Who hosts: somebody who signs in, or nobody with an account. */
  host?: string
  hostName: string
  place: string
  kind: NewParty['kind']
  held: number
  ends: number
  isClosed?: boolean
  /** Who ordered, and how many pieces of each of the goods. */
  orders: readonly (readonly [guest: string, ...pieces: number[]])[]
}>

/** All of it is invented. */
const parties: readonly DemoParty[] = [
  {
    seller: 'leader@demo.test',
    hostName: 'Orla',
    place: 'Phibsborough, Dublin',
    kind: 'home',
    held: -9,
    ends: -2,
    isClosed: true,
    orders: [
      ['Sinéad K.', 1, 2],
      ['Bríd M.', 0, 1, 1],
      ['Tomasz', 2, 0, 1, 1],
    ],
  },
  {
    seller: 'leader@demo.test',
    host: 'small@demo.test',
    hostName: 'Fiona',
    place: 'Harold’s Cross, Dublin',
    kind: 'home',
    held: -1,
    ends: 6,
    orders: [
      ['Aoife', 1, 1],
      ['Maeve R.', 0, 2, 1],
      ['Joanna', 1, 0, 0, 2],
      ['Niamh', 0, 1],
    ],
  },
  {
    seller: 'leader@demo.test',
    hostName: 'Katarzyna',
    place: 'By video',
    kind: 'online',
    held: 5,
    ends: 12,
    orders: [],
  },
  {
    seller: 'small@demo.test',
    host: 'leader@demo.test',
    hostName: 'Ines',
    place: 'Rathmines, Dublin',
    kind: 'home',
    held: -3,
    ends: 3,
    orders: [['Deirdre', 0, 1, 1]],
  },
]

/** Gives the demonstration a rule for hosts and a few parties with their orders, at fixed moments before its present day. */
export async function addDemoParties(db: Db, tx: Tx, until: string): Promise<void> {
  for (const market of await listMarkets(tx))
    await changeSetting(tx, partyRewards, { marketId: market.id, validFrom: DAY_OF_RULES, value: rule })
  const goods = await goodsByName(tx)
  for (const [place, party] of parties.entries()) {
    const seller = await personOf(tx, party.seller)
    const id = await add(tx, party, { seller, until })
    const added = await partyById(tx, id)
    if (!added) throw new Error('what was added is there')
    for (const [nth, [guestName, ...pieces]] of party.orders.entries()) {
      const lines = pieces.flatMap((quantity, at) => {
        const product = goods[at]
        return quantity > 0 && product !== undefined ? [{ product, quantity }] : []
      })
      const key = `party ${place} ${nth}`
      const { result } = await placeWithin({ db }, tx, keyOf(key), async () => ({
        ok: true,
        value: {
          marketId: seller.marketId,
          type: 'order',
          buyerId: undefined,
          sellerId: seller.id,
          party: added,
          lines,
          guestName,
          placedAtMs: added.heldAt.getTime() + nth * HOUR_MS,
        },
      }))
      if (!result.ok) throw new Error(`seeding a party was refused: ${JSON.stringify(result.refusal)}`)
    }
    if (party.isClosed === true) await close(tx, id)
  }
}

type Person = Readonly<{ id: bigint; marketId: bigint }>

async function add(
  tx: Tx,
  { host, hostName, place, kind, held, ends }: DemoParty,
  of: Readonly<{ seller: Person; until: string }>,
): Promise<bigint> {
  const endsOn = addDays(of.until, ends)
  const nextMidnight = parseInstant(addDays(endsOn, 1), TIME_ZONE)
  if (nextMidnight === undefined) throw new Error(`${of.until} is no day`)
  const code = await nextCode(tx, 'party')
  const heldAtMs = noonOf(addDays(of.until, held)) + 7 * HOUR_MS
  // What is still open now was open at any moment at which its orders came.
  const endsAtMs = nextMidnight - 1
  return addParty(tx, {
    code,
    marketId: of.seller.marketId,
    sellerId: of.seller.id,
    hostId: host === undefined ? null : (await personOf(tx, host)).id,
    hostName,
    place,
    kind,
    heldAtMs,
    endsOn,
    endsAtMs,
    shipsTo: 'guests',
    address: null,
    openedAtMs: noonOf(addDays(dayText(heldAtMs, TIME_ZONE), -7)),
    bookedFrom: null,
    ...(await partySecret(tx, { code, link: 1 })),
  })
}

async function close(tx: Tx, id: bigint): Promise<void> {
  const held = await holdParty(tx, id)
  if (held) await settleAs(tx, held, 'closed', held.endsAtMs)
}

async function personOf(tx: Tx, login: string): Promise<Person> {
  const { rows } = await sql<Person>`
    SELECT p.id, p.market_id AS "marketId" FROM identity.account a JOIN field.person p ON p.id = a.person_id
    WHERE a.login = ${login}`.execute(tx)
  if (!rows[0]) throw new Error(`${login} is nobody`)
  return rows[0]
}

async function goodsByName(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ code: string }>`
    SELECT p.code FROM catalog.v_product p JOIN catalog.v_product_name n ON n.id = p.id
    WHERE n.name = ANY (${GOODS}) ORDER BY n.name`.execute(tx)
  return rows.map(({ code }) => code)
}

function keyOf(key: string) {
  const payloadHash = createHash('sha256').update(key).digest()
  return { channel: 'import', scope: 'demonstration', key, payloadHash } as const
}
