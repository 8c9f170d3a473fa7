import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Say } from './bench-data.ts'
import { call, signInAsAdministrator } from './live-load.ts'

const ASK_EVERY_MS = 1_000

/** The month that the company's clock is in, and the one before it. */
export async function monthsNow(client: Client): Promise<Readonly<{ period: string; before: string }>> {
  const { rows } = await client.query<{ period: string; before: string }>(
    `SELECT to_char(now, 'YYYY-MM') AS period, to_char(now - interval '1 month', 'YYYY-MM') AS before
    FROM (SELECT platform.company_now() AT TIME ZONE 'Europe/Dublin' AS now) AS clock`,
  )
  const [months] = rows
  if (!months) throw new Error('the company has a clock')
  return months
}

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
  const { before: period } = await monthsNow(client)
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
