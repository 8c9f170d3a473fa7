import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { CarrierAnswer } from '../domain/carrier.ts'

/** How rates are kept. */
const keptRates = z.array(
  z.object({
    carrier: z.string(),
    service: z.string(),
    currency: z.string(),
    minor: z.codec(z.string(), z.bigint(), {
      decode: (text) => BigInt(text),
      encode: (value) => value.toString(),
    }),
  }),
)

/** The answer that is kept under a key and not too old. */
export async function keptAnswer(
  tx: Tx,
  of: Readonly<{ key: Buffer; atMs: number }>,
): Promise<CarrierAnswer | undefined> {
  const { rows } = await sql<{ isDown: boolean; rates: unknown }>`
    SELECT is_down AS "isDown", rates FROM shipping.rate_answer WHERE key = ${of.key} AND expires_at > ${new Date(of.atMs)}`.execute(
    tx,
  )
  const [row] = rows
  return row && { isDown: row.isDown, rates: keptRates.parse(row.rates) }
}

/** Keeps an answer, and removes what is too old. */
export async function keepAnswer(
  tx: Tx,
  of: Readonly<{ key: Buffer; answer: CarrierAnswer; atMs: number; untilMs: number }>,
): Promise<void> {
  const { key, answer, atMs, untilMs } = of
  const rates = JSON.stringify(z.encode(keptRates, [...answer.rates]))
  await sql`DELETE FROM shipping.rate_answer WHERE expires_at <= ${new Date(atMs)}`.execute(tx)
  await sql`
    INSERT INTO shipping.rate_answer (key, is_down, rates, expires_at)
    VALUES (${key}, ${answer.isDown}, ${rates}::jsonb, ${new Date(untilMs)})
    ON CONFLICT (key) DO UPDATE SET is_down = excluded.is_down, rates = excluded.rates, expires_at = excluded.expires_at`.execute(
    tx,
  )
}
