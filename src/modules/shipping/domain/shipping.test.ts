import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  deliver,
  priceOfWay,
  usualWay,
  type ShippingPrice,
  type ShippingTable,
  type Way,
} from './shipping.ts'
import { carrierQuestionText, type CarrierAnswer, type CarrierPrice } from './carrier.ts'
import { zonesTo, type Area, type Destination } from './zone.ts'

const always = { fromMs: 0, untilMs: null }
const wayNamed = (id: bigint, kind: Way['kind'] = 'parcel'): Way => ({
  id,
  code: `way-${id}`,
  name: `Way ${id}`,
  note: '',
  kind,
  position: Number(id),
  ...always,
})
const standard = wayNamed(1n)
const price = (row: Partial<ShippingPrice>): ShippingPrice => ({
  id: 1n,
  wayId: 1n,
  zoneId: null,
  fromMinor: 0n,
  upToGrams: null,
  minor: 0n,
  taxClass: 'standard',
  ...always,
  ...row,
})
const tableOf = (prices: readonly ShippingPrice[], other: Partial<ShippingTable> = {}): ShippingTable => ({
  version: 1n,
  ways: [standard],
  zones: [],
  carrierPrices: [],
  showrooms: [],
  prices,
  ...other,
})
const area = (country: string, other: Partial<Area> = {}): Area => ({
  country,
  region: null,
  postalFrom: null,
  postalUntil: null,
  ...other,
})
const to = { country: 'DE' }

test('shipping is the cheapest price that fits, and the hint is the nearest sum from which it costs less', () => {
  const table = tableOf([
    price({ minor: 900n }),
    price({ upToGrams: 1000, minor: 490n }),
    price({ fromMinor: 5000n, minor: 300n }),
    price({ fromMinor: 9000n, minor: 0n }),
  ])
  const shipping = (subtotalMinor: bigint, grams: number) =>
    deliver({ table, to }, { subtotalMinor, grams, atMs: 1 }, false)
  expect(shipping(100n, 800)).toMatchObject({
    value: { shipping: { minor: 490n }, cheaper: { missingMinor: 4900n, minor: 300n } },
  })
  expect(shipping(100n, 1001)).toMatchObject({ value: { shipping: { minor: 900n } } })
  expect(shipping(5000n, 5000)).toMatchObject({
    value: { shipping: { minor: 300n }, cheaper: { missingMinor: 4000n, minor: 0n } },
  })
  expect(shipping(9000n, 1)).toMatchObject({ value: { shipping: { minor: 0n }, cheaper: undefined } })
  expect(deliver({ table: tableOf([]), to }, { subtotalMinor: 1n, grams: 1, atMs: 1 }, false)).toMatchObject({
    refusal: { code: 'shipping.nowhere' },
  })
})

test('the nearest zone decides: postal codes before a region, a region before the country, and more of a code before less', () => {
  const zones = [
    { id: 1n, code: 'de', name: '', areas: [area('DE')] },
    { id: 2n, code: 'islands', name: '', areas: [area('DE', { postalFrom: '25849', postalUntil: '25869' })] },
    {
      id: 3n,
      code: 'north',
      name: '',
      areas: [area('DE', { postalFrom: '2', postalUntil: '2' }), area('DK')],
    },
    { id: 4n, code: 'sh', name: '', areas: [area('DE', { region: 'SH' })] },
  ]
  const codes = (where: Destination) => zonesTo(zones, where).map(({ code }) => code)
  expect(codes({ country: 'DE', postalCode: '25860', region: 'sh' })).toEqual([
    'islands',
    'north',
    'sh',
    'de',
  ])
  expect(codes({ country: 'DE', postalCode: '25870' })).toEqual(['north', 'de'])
  expect(codes({ country: 'DE', postalCode: '1 0115', region: 'BE' })).toEqual(['de'])
  expect(codes({ country: 'DE' })).toEqual(['de'])
  expect(codes({ country: 'DK', postalCode: '2500' })).toEqual(['north'])
  expect(codes({ country: 'FR', postalCode: '25860' })).toEqual([])
})

test('what is picked up is free where nothing else is said; a reward takes off what the usual way costs', () => {
  const [express, counter] = [wayNamed(2n), wayNamed(3n, 'showroom')]
  const table = tableOf([price({ minor: 490n }), price({ wayId: 2n, minor: 1290n })], {
    ways: [standard, express, counter],
  })
  const goods = { subtotalMinor: 100n, grams: 1, atMs: 1 }
  const minor = (way: Way | undefined, isReward: boolean) => {
    const shipped = deliver({ table, to, way }, goods, isReward)
    return shipped.ok ? shipped.value.shipping.minor : shipped.refusal.code
  }
  expect([undefined, express, counter].map((way) => minor(way, false))).toEqual([490n, 1290n, 0n])
  expect([undefined, express, counter].map((way) => minor(way, true))).toEqual([0n, 800n, 0n])
  const paid = { ...table, prices: [...table.prices, price({ wayId: 3n, minor: 200n })] }
  expect(priceOfWay(paid, { way: counter, to, goods })).toMatchObject({
    value: { shipping: { minor: 200n } },
  })
})

const COUNTRIES = ['DE', 'DE', 'DE', 'DK']
const digits = fc.constantFrom('1', '10', '101', '19', '2', '25', '250', '99')
const anArea = fc
  .record({
    country: fc.constantFrom(...COUNTRIES),
    region: fc.constantFrom(null, null, 'SH', 'BE'),
    postal: fc.option(fc.tuple(digits, digits)),
  })
  .map(({ country, region, postal }): Area => {
    const [postalFrom, postalUntil] = postal?.toSorted() ?? [null, null]
    return { country, region, postalFrom: postalFrom ?? null, postalUntil: postalUntil ?? null }
  })
const aPrice = fc.record({
  wayId: fc.constantFrom(1n, 2n),
  zoneId: fc.constantFrom(null, 1n, 2n, 3n),
  fromMinor: fc.constantFrom(0n, 500n, 1000n),
  upToGrams: fc.constantFrom(null, 100, 1000),
  minor: fc.bigInt({ min: 0n, max: 50n }),
  fromMs: fc.constantFrom(0, 0, 0, 4),
  untilMs: fc.constantFrom(null, null, 3, 6),
})
const aDestination = fc.record({
  country: fc.constantFrom(...COUNTRIES),
  region: fc.constantFrom(undefined, 'SH', 'BE'),
  postalCode: fc.constantFrom(undefined, '10115', '10115', '19 000', '25849'),
})

/** How many signs of a destination an area names, by trying every code that begins as the area says; undefined where it is not there. */
function named(one: Area, where: Destination): readonly number[] | undefined {
  if (one.country !== where.country || (one.region !== null && one.region !== where.region)) return undefined
  const { postalFrom, postalUntil } = one
  const region = one.region === null ? 0 : 1
  if (postalFrom === null || postalUntil === null) return [0, 0, region]
  const code = (where.postalCode ?? '').replaceAll(' ', '')
  const least = Number(postalFrom.padEnd(5, '0'))
  const most = Number(postalUntil.padEnd(5, '9'))
  const fits = code !== '' && Number(code) >= least && Number(code) <= most
  return fits ? [1, Math.min(postalFrom.length, postalUntil.length), region] : undefined
}

test('of drawn zones, weights, sums and dates, the price is the one that a slow search finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anArea, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
      fc.array(aPrice, { minLength: 4, maxLength: 20 }),
      aDestination,
      fc.record({ subtotalMinor: fc.bigInt({ min: 0n, max: 1500n }), grams: fc.nat(1500), atMs: fc.nat(7) }),
      (areas, rows, where, goods) => {
        const zones = areas.map((all, n) => ({ id: BigInt(n + 1), code: `z${n}`, name: '', areas: all }))
        const table = tableOf(
          rows.map((row) => price(row)),
          { zones, ways: [standard, wayNamed(2n)] },
        )
        const slow = (wayId: bigint): bigint | undefined => {
          const held = rows.filter(
            (row) =>
              row.wayId === wayId &&
              goods.atMs >= row.fromMs &&
              !(row.untilMs !== null && goods.atMs >= row.untilMs),
          )
          // A zone is as near as the nearest of its areas; of two that are as near the first.
          let best: Readonly<{ id: bigint; by: readonly number[] }> | undefined
          for (const zone of zones) {
            if (!held.some(({ zoneId }) => zoneId === zone.id)) continue
            for (const one of zone.areas) {
              const by = named(one, where)
              const is = by && (best === undefined || String(by.map(pad)) > String(best.by.map(pad)))
              if (is) best = { id: zone.id, by }
            }
          }
          const fitting = held.filter(
            ({ zoneId, fromMinor, upToGrams }) =>
              zoneId === (best?.id ?? null) &&
              fromMinor <= goods.subtotalMinor &&
              (upToGrams === null || upToGrams >= goods.grams),
          )
          return fitting.map(({ minor }) => minor).toSorted((a, b) => Number(a - b))[0]
        }
        for (const way of table.ways) {
          const shipped = priceOfWay(table, { way, to: where, goods })
          expect(shipped.ok ? shipped.value.shipping.minor : undefined).toBe(slow(way.id))
        }
        const usual = usualWay(table, { to: where, goods })
        expect(usual.ok ? usual.value.shipped.shipping.minor : undefined).toBe(slow(1n) ?? slow(2n))
      },
    ),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 20_000 : 1000 },
  )
})

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

test('a way costs what its carrier takes: estimated while nobody is asked, asked for first, and without an answer by its tables or not at all', () => {
  const carried: CarrierPrice = {
    id: 1n,
    wayId: 1n,
    carrier: 'Post',
    service: 'Parcel',
    surchargeMinor: 50n,
    estimateMinor: 800n,
    elseTables: false,
    taxClass: 'standard',
    sender: { country: 'DE', postalCode: '10115' },
    fromMs: 10,
    untilMs: 20,
  }
  const goods = { subtotalMinor: 1000n, grams: 700, atMs: 10 }
  const question = { from: carried.sender, to, grams: 700, currency: 'EUR' }
  const table = tableOf([], { carrierPrices: [carried] })
  const of = { way: standard, to, goods }
  const told = (answer: CarrierAnswer) => ({
    currency: 'EUR',
    told: new Map([[carrierQuestionText(question), answer]]),
  })
  const minorOf = (found: ReturnType<typeof priceOfWay>) =>
    found.ok ? found.value.shipping.minor : undefined
  expect(priceOfWay(table, of)).toMatchObject({ value: { shipping: { minor: 800n } } })
  const asks = { question, elseTables: false }
  const unknown = { currency: 'EUR', told: new Map<string, CarrierAnswer>() }
  expect(priceOfWay(table, { ...of, carriers: unknown })).toMatchObject({ value: { asks } })
  const rates = [
    { carrier: 'Post', service: 'Parcel', currency: 'EUR', minor: 649n },
    { carrier: 'Post', service: 'Other', currency: 'EUR', minor: 1n },
  ]
  const known = told({ isDown: false, rates })
  expect(minorOf(priceOfWay(table, { ...of, carriers: known }))).toBe(699n)
  // That it was down for a way that has tables is no answer for one that goes without them.
  const down = told({ isDown: true, rates: [] })
  expect(priceOfWay(table, { ...of, carriers: down })).toMatchObject({ value: { asks } })
  const standIn = { carrierPrices: [{ ...carried, elseTables: true }] }
  const withTables = tableOf([price({ minor: 700n })], standIn)
  expect(minorOf(priceOfWay(withTables, { ...of, carriers: down }))).toBe(700n)
  expect(priceOfWay(tableOf([], standIn), { ...of, carriers: down })).toMatchObject({ ok: false })
  // Only while it holds.
  expect(minorOf(priceOfWay(withTables, { ...of, goods: { ...goods, atMs: 20 }, carriers: known }))).toBe(
    700n,
  )
  // Given as a reward, delivery takes off what the usual way costs, which is then asked for as well.
  const dear = wayNamed(2n)
  const both = tableOf([price({ wayId: 2n, minor: 1500n })], {
    ways: [standard, dear],
    carrierPrices: [carried],
  })
  expect(deliver({ table: both, to, way: dear, carriers: unknown }, goods, true)).toMatchObject({
    value: { asks },
  })
  expect(deliver({ table: both, to, way: dear, carriers: known }, goods, true)).toMatchObject({
    value: { shipping: { minor: 801n }, asks: undefined },
  })
})
