import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { TAX_SOURCES } from '../domain/tax.ts'
import type { TaxAnswer } from '../domain/tax-service.ts'
import type { TaxTables } from './tables.ts'

const scaled = z.codec(z.string(), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
})

/** How an answer is kept. */
const answerShape = z.object({
  source: z.enum(TAX_SOURCES),
  reference: z.string(),
  amounts: z.array(
    z.object({
      taxClass: z.string(),
      isShipping: z.boolean(),
      minor: scaled,
      code: z.string().optional(),
      taxMinor: scaled,
      parts: z.array(z.object({ name: z.string(), ratePpm: scaled, netMinor: scaled, taxMinor: scaled })),
    }),
  ),
})

export function answerOf(kept: unknown): TaxAnswer {
  const { amounts, ...answer } = answerShape.parse(kept)
  return { ...answer, amounts: amounts.map(({ code, ...amount }) => ({ ...amount, code })) }
}

export function answerText(answer: TaxAnswer): string {
  const amounts = answer.amounts.map(({ parts, ...amount }) => ({ ...amount, parts: [...parts] }))
  return JSON.stringify(z.encode(answerShape, { ...answer, amounts }))
}

/** The answer that is kept under a key and not too old. */
export async function keptCalculation(
  tx: Tx,
  of: Readonly<{ key: Buffer; atMs: number }>,
): Promise<TaxAnswer | undefined> {
  const row = await tables(tx)
    .selectFrom('tax.calculation')
    .select('answer')
    .where('key', '=', of.key)
    .where('expires_at', '>', new Date(of.atMs))
    .executeTakeFirst()
  return row && answerOf(row.answer)
}

/** Keeps an answer, and removes what is too old. */
export async function keepCalculation(
  tx: Tx,
  of: Readonly<{ key: Buffer; answer: TaxAnswer; atMs: number; untilMs: number }>,
): Promise<void> {
  const { key, answer, atMs, untilMs } = of
  await tables(tx).deleteFrom('tax.calculation').where('expires_at', '<=', new Date(atMs)).execute()
  const row = {
    source: answer.source,
    reference: answer.reference,
    answer: sql`${answerText(answer)}::jsonb`,
    expires_at: new Date(untilMs),
  }
  await tables(tx)
    .insertInto('tax.calculation')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<TaxTables>()
}
