import { askRates, RatesToAsk, type CarrierDeps } from '#modules/shipping/api.ts'
import { askTax, TaxToAsk, type TaxDeps } from '#modules/tax/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { refuse, type Result } from '#shared/refusal.ts'

/** Whoever is asked outside of the company while orders are priced. */
export type OutsideDeps = TaxDeps & CarrierDeps

/** Rates of two parcels, the tax of what came of them, and once more where something changed meanwhile. */
const ASKED_MOST = 4

/**
 * Does a deed in which orders are priced. Where it finds that a service has to be asked for rates or for the tax, that one is asked
 * outside of every transaction, its answer is kept, and the deed is done again. Refused as `askRates` and `askTax` refuse, or as
 * `tax.ask_again` where what is asked for changes as often as it is answered.
 */
export async function askingOutside<T>(
  deps: { db: Db } & OutsideDeps,
  deed: () => Promise<T>,
): Promise<T | Result<never>> {
  for (let asked = 0; ; asked += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- each time by what was answered before
      return await deed()
    } catch (error) {
      const isTax = error instanceof TaxToAsk
      if (!isTax && !(error instanceof RatesToAsk)) throw error
      if (asked === ASKED_MOST) return refuse('tax.ask_again')
      // oxlint-disable-next-line no-await-in-loop -- the deed waits for the answer
      const answered = await (isTax ? askTax(deps, error.question) : askRates(deps, error.asked))
      if (!answered.ok) return answered
    }
  }
}
