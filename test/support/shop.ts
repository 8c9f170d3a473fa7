import { createCategory, createProduct, setPrice, type PriceKind } from '#modules/catalog/api.ts'
import { addShippingRate } from '#modules/shipping/api.ts'
import { addTaxRate } from '#modules/tax/api.ts'
import type { Result } from '#shared/refusal.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { TestDatabase } from './database.ts'

const call = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
/** Prices, rates and shipping hold since the beginning of 1970. */
const fromMs = 0
const PV = 1_000_000n

/** What the shop of the tests sells: code by name. Prices are minor units of the market's currency. */
export type TestShop = Readonly<{ soap: string; towel: string; book: string }>

/**
 * Fills a market: soap for 100.00 (80.00 for distributors; 8 PV), a towel for 249.50 (20.5 PV), a book for 60.00 of the
 * reduced class without volume. 25 % and 15 % tax within the price; shipping 49.00, from 500.00 on free.
 */
export async function stockShop(database: TestDatabase, marketId: bigint): Promise<TestShop> {
  return transact(database, call, async (tx) => {
    for (const [taxClass, ratePpm] of [
      ['standard', 250_000n],
      ['reduced', 150_000n],
    ] as const)
      await addTaxRate(tx, marketId, { class: taxClass, ratePpm, rounding: 'half_up', fromMs })
    for (const [fromMinor, minor] of [
      [0n, 4900n],
      [50_000n, 0n],
    ] as const)
      await addShippingRate(tx, marketId, { fromMinor, upToGrams: null, minor, taxClass: 'standard', fromMs })
    valueOf(
      await createCategory(tx, { code: 'home', art: 'home', texts: { en: { name: 'Home' } }, position: 1 }),
    )
    const add = async (
      name: string,
      taxClass: string,
      prices: Partial<Record<PriceKind, bigint>>,
      pv: bigint,
    ): Promise<string> => {
      const text = { name, summary: `A ${name}.`, description: `A plain ${name} for every day.` }
      const product = valueOf(
        await createProduct(tx, {
          category: 'home',
          art: name.toLowerCase(),
          taxClass,
          weightGrams: 300,
          texts: { en: text },
        }),
      )
      for (const kind of ['retail', 'distributor'] as const) {
        const minor = prices[kind]
        if (minor === undefined) continue
        const volumes: Record<string, bigint> = pv === 0n ? {} : { PV: pv }
        valueOf(await setPrice(tx, { productId: product.id, marketId, kind, minor, volumes, fromMs }))
      }
      return product.code
    }
    return {
      soap: await add('Soap', 'standard', { retail: 10_000n, distributor: 8_000n }, 8n * PV),
      towel: await add('Towel', 'standard', { retail: 24_950n }, 20n * PV + PV / 2n),
      book: await add('Book', 'reduced', { retail: 6_000n }, 0n),
    }
  })
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
