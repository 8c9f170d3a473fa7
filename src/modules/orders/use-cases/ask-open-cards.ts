import { openCards, pendingRefunds } from '#modules/payments/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { askCard, type AskDeps } from './ask-card.ts'

const MINUTE_MS = 60_000
/** What the provider tells by itself comes within seconds, so that only what was lost is left by then. */
const AFTER_MS = 10 * MINUTE_MS
const DAY_MS = 86_400_000
/** A payment that nobody went on with for so long is not looked after any more; its payer's next look does. */
const DAYS_ASKED = 7
const MOST = 500

/** Looks at the payments by card that did not end although they were begun a while ago, and at those whose refunds are on their way. */
export async function askOpenCards(deps: AskDeps, signal: AbortSignal | undefined): Promise<void> {
  if (!deps.cards) return
  const open = await read(deps, systemActor('orders.ask_open_cards'), async (tx) => {
    const now = await companyNow(tx)
    const since = new Date(now - DAYS_ASKED * DAY_MS)
    const until = new Date(now - AFTER_MS)
    const begun = await openCards(tx, { since, until, most: MOST })
    return new Set([...begun, ...(await pendingRefunds(tx, { until, most: MOST }))])
  })
  for (const id of open) {
    signal?.throwIfAborted()
    // One after the other: the provider limits how much is asked at once.
    // oxlint-disable-next-line no-await-in-loop
    await askCard(deps, id)
  }
}
