import { showClock } from '#modules/company/contract.ts'
import { beginMyAutoship, listMyAutoships } from '#modules/orders/contract/autoships.ts'
import type { Api } from '#kit/api.ts'

const DAY_MS = 86_400_000

/** What comes again by itself: every four weeks, for the first time in a week. */
export async function someAutoship(own: Api, code: string | undefined): Promise<void> {
  const { autoships } = await own(listMyAutoships, {})
  if (code === undefined || autoships.length > 0) return
  const { now } = await own(showClock, {})
  const next = new Date(now + 7 * DAY_MS).toISOString().slice(0, 10)
  await own(beginMyAutoship, { body: { order: code, everyWeeks: 4, monthDay: null, next } })
}
