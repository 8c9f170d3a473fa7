import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { createCategory, createProduct, setPrice } from '#modules/catalog/api.ts'
import { beginCompany, marketById } from '#modules/company/api.ts'
import { foundCompanyPosition, joinPerson, type PlaceAtTop } from '#modules/field/api.ts'
import { placeAtTop, placeUnder } from '#modules/genealogy/api.ts'
import { createDemonstrationAccount } from '#modules/identity/api.ts'
import { actOnParty, openParty, partyByCode, placeOrder, type PartyAbout } from '#modules/orders/api.ts'
import { changeParty } from '#modules/orders/use-cases/keep-party.ts'
import { addShippingRate } from '#modules/shipping/api.ts'
import { addTaxRate } from '#modules/tax/api.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { Result } from '#shared/refusal.ts'
import type { Actor } from '#platform/postgres/transact.ts'

/** A company of a test's own: one market in euro, one product, a house position, and a clock that the test moves. */
export type SmallCompany = Readonly<{
  marketId: bigint
  houseId: bigint
  staff: readonly [Actor, Actor]
  moveTo: (iso: string) => Promise<void>
  join: (name: string, sponsorId: bigint) => Promise<{ personId: bigint; code: string }>
  /** Places an order of so many pieces of the one product (100 PV and 80 CV each) and gives its code. */
  order: (input: {
    buyerId?: bigint
    sellerId?: bigint
    pieces: number
    takenAtMs?: number
    /** The number of a party. */
    party?: string
  }) => Promise<string>
  /** Opens a party that is held now and ends on a day; gives its number. */
  openParty: (input: Pick<PartyAbout, 'host' | 'endsOn'> & { sellerId: bigint }) => Promise<string>
  actOnParty: (code: string, act: 'close' | 'reopen' | 'cancel') => Promise<void>
  /** Has somebody else host a party, as its seller says. */
  hostParty: (code: string, host: PartyAbout['host']) => Promise<void>
  /** Puts the one product into another category. */
  recategorize: () => Promise<void>
}>

const start = '2026-09-10T10:00:00Z'

export async function smallCompany(db: Db): Promise<SmallCompany> {
  const deps = { db, placeUnder, placeAtTop }
  const write = <T>(work: (tx: Tx) => Promise<T>) =>
    transact(deps, { actor: systemActor('test'), useCase: 'test.arrange' }, work)
  const moveTo = async (iso: string) => valueOf(await write((tx) => moveClock(tx, Date.parse(iso))))
  await write((tx) => beginInstallation(tx, { demonstration: true, seed: Buffer.alloc(32, 7) }))
  await moveTo(start)
  const { marketId, product, houseId } = await write((tx) => arrange(deps, tx))
  const staffOf = async (login: string): Promise<Actor> => ({
    realm: 'staff',
    accountId: await write((tx) =>
      createDemonstrationAccount(tx, {
        realm: 'staff',
        login,
        name: login,
        personId: null,
        passwordHash: '',
      }),
    ),
    personId: null,
    requestId: login,
  })
  return {
    marketId,
    houseId,
    staff: [await staffOf('first@test.test'), await staffOf('second@test.test')],
    moveTo,
    join: (name, sponsorId) =>
      write(async (tx) => {
        const market = await marketById(tx, marketId)
        if (!market) throw new Error('the market is gone')
        const details = { givenName: name, familyName: 'Tester', email: null, phone: null, language: 'en' }
        return joinPerson(deps, tx, {
          kind: 'distributor',
          marketId,
          sponsorId,
          details,
          joinedAt: new Date(start),
        })
      }),
    order: async ({ pieces, buyerId, sellerId, takenAtMs, party: partyCode }) => {
      const key = {
        channel: 'reported',
        scope: 'test',
        key: randomUUID(),
        payloadHash: Buffer.alloc(32),
      } as const
      const call = { actor: systemActor('test'), useCase: 'test.order', key }
      const lines = [{ product: product.code, quantity: pieces }]
      const order = {
        marketId,
        type: 'order',
        buyerId,
        sellerId,
        lines,
        guestName: 'Guest',
        takenAtMs,
        party: partyCode === undefined ? undefined : await write((tx) => partyByCode(tx, partyCode)),
      } as const
      return valueOf(await placeOrder(deps, call, async () => ({ ok: true, value: order }))).code
    },
    recategorize: () => write((tx) => recategorize(tx, product.code)),
    ...partiesOf(write),
  }
}

async function recategorize(tx: Tx, product: string): Promise<void> {
  const code = `category-${randomUUID().slice(0, 8)}`
  valueOf(await createCategory(tx, { code, art: 'oil', texts: { en: { name: code } }, position: 0 }))
  await sql`UPDATE catalog.product SET category_id = (SELECT id FROM catalog.category WHERE code = ${code})
    WHERE code = ${product}`.execute(tx)
}

function partiesOf(
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): Pick<SmallCompany, 'openParty' | 'actOnParty' | 'hostParty'> {
  return {
    openParty: async (input) => {
      const about = { ...input, hostName: 'Host', kind: 'home', shipsTo: 'guests' } as const
      const opened = await write(async (tx) => openParty(tx, { ...about, heldAt: await companyNow(tx) }))
      return valueOf(opened).code
    },
    actOnParty: async (code, act) => {
      await write(async (tx) => {
        const party = await partyByCode(tx, code)
        if (!party) throw new Error('the party is gone')
        valueOf(await actOnParty(tx, party, { act, seen: party.state }))
      })
    },
    hostParty: async (code, host) => {
      await write(async (tx) => {
        const party = await partyByCode(tx, code)
        if (!party) throw new Error('the party is gone')
        const { hostName, kind, heldAt, endsOn } = party
        const about = { host, hostName, kind, heldAt: heldAt.getTime(), endsOn, shipsTo: 'guests' } as const
        valueOf(await changeParty(tx, party, about))
      })
    },
  }
}

/** The entity, market, product, taxes and house position that every test of orders needs. */
async function arrange(deps: { placeAtTop: PlaceAtTop }, tx: Tx) {
  const marketId = valueOf(
    await beginCompany(tx, {
      name: 'Test',
      country: 'IE',
      currency: 'EUR',
      timeZone: 'Europe/Dublin',
      language: 'en',
    }),
  )
  const fromMs = Date.parse('2026-01-01T00:00:00Z')
  valueOf(
    await createCategory(tx, {
      code: 'beauty',
      art: 'oil',
      texts: { en: { name: 'Beauty' } },
      position: 1,
    }),
  )
  const product = valueOf(
    await createProduct(tx, {
      category: 'beauty',
      art: 'oil',
      taxClass: 'standard',
      weightGrams: 100,
      texts: { en: { name: 'Oil', summary: '', description: '' } },
    }),
  )
  for (const kind of ['retail', 'preferred', 'distributor'] as const) {
    valueOf(
      await setPrice(tx, {
        productId: product.id,
        marketId,
        kind,
        minor: 12_300n,
        volumes: { PV: 100_000_000n, CV: 80_000_000n },
        fromMs,
      }),
    )
  }
  await addTaxRate(tx, marketId, { class: 'standard', ratePpm: 230_000n, rounding: 'half_up', fromMs })
  await addShippingRate(tx, marketId, {
    fromMinor: 0n,
    upToGrams: null,
    minor: 500n,
    taxClass: 'standard',
    fromMs,
  })
  const house = await foundCompanyPosition(deps, tx, { marketId, name: 'House', language: 'en' })
  return { marketId, product, houseId: house.personId }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
