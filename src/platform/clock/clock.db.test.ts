import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { openListener } from '../postgres/listener.ts'
import type { Listener } from '../postgres/listener.ts'
import { sqlState, systemActor, transact } from '../postgres/transact.ts'
import { companyNow, moveClock, startClock } from './clock.ts'
import { beginInstallation, findInstallation } from './installation.ts'

const ignore = { onError: (): void => undefined }
const monthEnd = Date.parse('2031-11-01T00:00:00Z')
const call = { actor: systemActor('clock-test'), useCase: 'clock.move' }

let real: TestDatabase
let demonstration: TestDatabase
let listener: Listener

beforeAll(async () => {
  real = await freshDatabase()
  demonstration = await freshDatabase()
  listener = await openListener(ignore, demonstration.url)
  await transact(real, call, (tx) => beginInstallation(tx, { demonstration: false }))
  await transact(demonstration, call, (tx) =>
    beginInstallation(tx, { demonstration: true, seed: Buffer.alloc(32, 7) }),
  )
})
afterAll(async () => {
  await listener.stop()
  await real.close()
  await demonstration.close()
})

test('a move is seen by the next transaction and by every node that follows the clock', async () => {
  const clock = await startClock({ db: demonstration.db, listener, ...ignore })
  expect(Math.abs(clock.now() - (await transact(demonstration, call, companyNow)))).toBeLessThan(1000)
  expect(await transact(demonstration, call, (tx) => moveClock(tx, monthEnd))).toMatchObject({ ok: true })
  expect((await transact(demonstration, call, companyNow)) - monthEnd).toBeLessThan(5000)
  await vi.waitFor(() => expect(clock.now()).toBeGreaterThanOrEqual(monthEnd), { timeout: 5000 })
  expect(clock.now()).toBeLessThan(monthEnd + 60_000)
  clock.stop()
})

test('a real company has the real time, and its clock cannot be moved by the program', async () => {
  expect(await transact(real, call, (tx) => moveClock(tx, monthEnd))).toMatchObject({
    ok: false,
    refusal: { code: 'clock.not_demonstration' },
  })
  const forbidden = [
    sql`UPDATE platform.company_clock SET offset_ms = 5`,
    sql`UPDATE platform.installation SET demonstration = true`,
    sql`DELETE FROM platform.installation`,
  ]
  for (const statement of forbidden) {
    await expect(statement.execute(real.db)).rejects.toSatisfy((error) => sqlState(error) === '42501')
  }
  const { rows } = await sql<{ same: boolean }>`SELECT platform.company_now() = now() AS same`.execute(
    real.db,
  )
  expect(rows).toEqual([{ same: true }])
})

test('an installation begins once and keeps its seed', async () => {
  expect(await transact(demonstration, call, (tx) => beginInstallation(tx, { demonstration: false }))).toBe(
    false,
  )
  expect(await transact(demonstration, call, findInstallation)).toMatchObject({
    demonstration: true,
    seed: Buffer.alloc(32, 7),
  })
  const own = await transact(real, call, findInstallation)
  expect(own?.demonstration).toBe(false)
  expect(own?.seed).toHaveLength(32)
})
