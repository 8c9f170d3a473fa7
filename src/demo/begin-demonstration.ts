import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  combinations,
  NO_LIMITS,
  createCategory,
  createProduct,
  saveVariants,
  setParts,
  setPrice,
  type Choice,
} from '#modules/catalog/api.ts'
import { beginCompany, changeSetting, marketById } from '#modules/company/api.ts'
import { publishPlan } from '#modules/compensation/use-cases/publish-plan.ts'
import { publishAgreement } from '#modules/field/api.ts'
import { firstOrderDays } from '#modules/orders/use-cases/first-order.ts'
import { createDemonstrationAccount, replaceGrants, saveRole } from '#modules/identity/api.ts'
import { addPrice, addShippingRate, addShowroom, addWay, putZone } from '#modules/shipping/api.ts'
import { addTaxRate } from '#modules/tax/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { divideRounded, PPM } from '#shared/ratio.ts'
import type { Result } from '#shared/refusal.ts'
import {
  demoCategories,
  demoFamily,
  demoGoods,
  demoKits,
  demoMostInOrder,
  demoPriceKinds,
  demoTags,
  demoVolumes,
  type DemoGood,
} from './goods.ts'
import { FIRST_ORDER_DAYS, TIME_ZONE } from './seed-options.ts'
import { demonstrationStaff } from './sign-ins.ts'

export const COMPANY_NAME = 'Rowan & Tarn (demonstration)'

/** What the company has before anybody joins: its law, goods, taxes, agreement, plan and staff. Gives the market's id. */
export async function beginDemonstration(
  tx: Tx,
  input: { passwordHash: string; foundedAtMs: number },
): Promise<bigint> {
  const { foundedAtMs } = input
  const marketId = valueOf(
    await beginCompany(tx, {
      name: COMPANY_NAME,
      country: 'IE',
      currency: 'EUR',
      timeZone: TIME_ZONE,
      language: 'en',
    }),
  )
  await changeSetting(tx, firstOrderDays, {
    marketId: null,
    validFrom: FIRST_DAY,
    value: FIRST_ORDER_DAYS,
  })
  await addTaxes(tx, marketId, foundedAtMs)
  for (const [position, { code, art, name }] of demoCategories.entries())
    valueOf(await createCategory(tx, { code, art, texts: { en: { name } }, position }))
  const codes = new Map<string, string>()
  for (const good of demoGoods)
    codes.set(good.name, await addGood(tx, good, { marketId, fromMs: foundedAtMs }))
  for (const { kit, parts } of demoKits) {
    const made = parts.map(([name, quantity]) => ({ product: codes.get(name) ?? '', quantity }))
    valueOf(await setParts(tx, { code: codes.get(kit) ?? '', parts: made }))
  }
  await addFamily(tx, { marketId, fromMs: foundedAtMs })
  await publishAgreement(tx, {
    language: 'en',
    title: 'Agreement with distributors (demonstration)',
    body: AGREEMENT,
  })
  await publishPlan(tx, await readFile(join(import.meta.dirname, 'plan.yaml'), 'utf8'))
  await addStaff(tx, input.passwordHash)
  return marketId
}

const FIRST_DAY = '2000-01-01'
const AGREEMENT = `This text belongs to a demonstration and binds nobody.

You sell in your own name and for your own account. You say clearly what a product costs and what it can do, and you promise
no income to anybody. You may leave at any time; unopened goods are taken back within a year.

You are paid for goods that were sold, never for bringing people.`

async function addTaxes(tx: Tx, marketId: bigint, fromMs: number): Promise<void> {
  await addTaxRate(tx, marketId, { class: 'standard', ratePpm: 230_000n, rounding: 'half_up', fromMs })
  await addTaxRate(tx, marketId, { class: 'zero', ratePpm: 0n, rounding: 'half_up', fromMs })
  const shipping = { upToGrams: null, taxClass: 'standard', fromMs }
  await addShippingRate(tx, marketId, { ...shipping, fromMinor: 0n, minor: 590n })
  await addShippingRate(tx, marketId, { ...shipping, fromMinor: 6000n, minor: 0n })
  await addWays(tx, marketId, fromMs)
}

/** Beside plain delivery: express, dearer to the south, and picked up at a showroom or at whoever sells. */
async function addWays(tx: Tx, marketId: bigint, fromMs: number): Promise<void> {
  const market = await marketById(tx, marketId)
  if (!market) throw new Error('the demonstration has a market')
  const at = { market, nowMs: fromMs }
  const way = { way: 'express', name: 'Express', note: 'The next working day', kind: 'parcel' } as const
  valueOf(await addWay(tx, at, way))
  valueOf(await addWay(tx, at, { way: 'showroom', name: 'Pick up', note: '', kind: 'showroom' }))
  valueOf(await addWay(tx, at, { way: 'seller', name: 'Pick up from your seller', note: '', kind: 'seller' }))
  const south = { country: market.country, region: null, postalFrom: 'P', postalUntil: 'V' }
  valueOf(await putZone(tx, at, { zone: 'south', name: 'South', areas: [south] }))
  const price = { way: 'express', fromMinor: 0n, upToGrams: null, taxClass: 'standard' }
  valueOf(await addPrice(tx, at, { ...price, zone: null, minor: 1290n }))
  valueOf(await addPrice(tx, at, { ...price, zone: 'south', minor: 1690n }))
  const place = { line1: 'Sample Street 5', line2: '', postalCode: 'D01 X000', city: 'Dublin' }
  const opening = 'Monday to Friday, 10 to 18'
  const room = { showroom: 'sample', name: 'Sample showroom', ...place, country: market.country, opening }
  valueOf(await addShowroom(tx, at, room))
}

/** Adds a good with its prices and gives its code. */
async function addGood(tx: Tx, good: DemoGood, sold: { marketId: bigint; fromMs: number }): Promise<string> {
  const { name, summary, category, art, taxClass, grams, size } = good
  const description = `${summary} ${size}. Made for the demonstration; nothing of it can be bought.`
  const { id, code } = valueOf(
    await createProduct(tx, {
      category,
      art,
      taxClass,
      weightGrams: grams,
      tags: demoTags(good),
      limits: { ...NO_LIMITS, perOrder: demoMostInOrder(good) },
      texts: { en: { name, summary, description } },
    }),
  )
  for (const { kind, ofRetailPpm } of demoPriceKinds) {
    const minor = divideRounded(good.retailMinor * ofRetailPpm, PPM, 'half_up')
    valueOf(await setPrice(tx, { productId: id, kind, minor, volumes: demoVolumes(good), ...sold }))
  }
  return code
}

/** Adds the good that comes in variants, each with a code of its own. */
async function addFamily(tx: Tx, sold: { marketId: bigint; fromMs: number }): Promise<void> {
  const { good, options, notMade, dearer } = demoFamily
  const code = await addGood(tx, good, sold)
  const market = await marketById(tx, sold.marketId)
  const same = (left: Choice, right: Choice): boolean =>
    Object.entries(left).every(([option, value]) => right[option] === value)
  const variants = combinations(options)
    .filter((choice) => !notMade.some((one) => same(one, choice)))
    .map((choice) => {
      const isDearer = same(dearer.choice, choice)
      const prices = demoPriceKinds.map(({ kind, ofRetailPpm }) => ({
        market: market?.code ?? '',
        kind,
        minor: divideRounded(dearer.retailMinor * ofRetailPpm, PPM, 'half_up'),
        volumes: demoVolumes({ ...good, retailMinor: dearer.retailMinor }),
      }))
      const own = isDearer ? { weightGrams: dearer.grams, prices } : { weightGrams: null }
      return { choice, state: 'active' as const, ...own }
    })
  const { fromMs } = sold
  valueOf(await saveVariants(tx, { code, revision: 1, options, variants, accountId: null, fromMs }))
}

async function addStaff(tx: Tx, passwordHash: string): Promise<void> {
  await saveRole(tx, {
    code: 'desk',
    name: 'Desk',
    rights: [
      'people.read',
      'people.write',
      'applications.decide',
      'orders.read',
      'orders.place',
      'orders.edit',
      'orders.note',
    ],
  })
  for (const { login, name, role } of demonstrationStaff) {
    const account = { realm: 'staff', login, name, personId: null, passwordHash } as const
    const accountId = await createDemonstrationAccount(tx, account)
    await replaceGrants(tx, { accountId, grants: [{ role, marketId: null }] })
  }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`seeding was refused: ${result.refusal.code}`)
  return result.value
}
