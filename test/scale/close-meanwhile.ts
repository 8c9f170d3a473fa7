import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Say } from './bench-data.ts'
import { call, signInAsAdministrator } from './live-load.ts'

const ASK_EVERY_MS = 1_000

/**
 * Begins the close of the month that has ended, as an administrator does, and waits until it is in review. Gives the milliseconds
 * that it took; undefined for one that was refused or failed.
 */
export async function closeMonthBefore(
  address: string,
  client: Client,
  say: Say,
): Promise<number | undefined> {
  const begun = performance.now()
  const cookie = await signInAsAdministrator(address)
  const { rows } = await client.query<{ period: string }>(
    `SELECT to_char(platform.company_now() AT TIME ZONE 'Europe/Dublin' - interval '1 month', 'YYYY-MM') AS period`,
  )
  const period = rows[0]?.period ?? ''
  const path = `/pay/periods/${period}`
  const { status, body: refusal } = await call(address, cookie, {
    method: 'POST',
    path: `${path}/close`,
    key: crypto.randomUUID(),
  })
  say(`  the close of ${period} was answered ${status}`)
  if (status >= 300) {
    say(`  ${JSON.stringify(refusal)}`)
    return undefined
  }
  for (;;) {
    const { body } = await call(address, cookie, { method: 'GET', path })
    const [, state] = /"state":"(review|failed)"/.exec(JSON.stringify(body)) ?? []
    const tookMs = performance.now() - begun
    if (state !== undefined) say(`  the close: ${state} after ${Math.round(tookMs)} ms`)
    if (state === 'review') return tookMs
    if (state === 'failed') return undefined
    await pause(ASK_EVERY_MS)
  }
}
