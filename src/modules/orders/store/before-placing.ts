import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '#platform/postgres/database.ts'

const scaled = z.string().transform((text) => BigInt(text))
const shape = z.object({
  isKnown: z.boolean(),
  /** The company's time, epoch milliseconds. */
  now: z.number(),
  catalog: scaled,
  tax: scaled,
  kind: z.enum(['distributor', 'preferred', 'retail', 'company']),
  status: z.enum(['active', 'inactive', 'suspended', 'terminated']),
  joinedAt: z.number(),
  market: z.object({
    id: scaled,
    code: z.string(),
    country: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    legalEntityId: scaled,
    calendarId: scaled,
  }),
  sponsor: scaled.nullable(),
  /** Stored values of settings about placing, by name; one that was never set is left out. */
  settings: z.record(z.string(), z.unknown()),
  /** What the buyer may owe at once was set for them alone. */
  hasOwnLimit: z.boolean(),
  /** What `promotions.standing` answered. */
  standing: z.unknown(),
  /** What `promotions.used_rows` answered about what was asked of that market. */
  used: z.unknown(),
})

/** Ids of limited promotions, and of the campaigns that they belong to. */
type LimitedIds = Readonly<{ promotions: ReadonlySet<bigint>; campaigns: ReadonlySet<bigint> }>

/** What placing an order of somebody for themselves needs to know beside goods and promotions. */
export type FactsBefore = z.output<typeof shape>

/** One question; undefined for somebody who is not there. See orders.before_placing. */
export async function factsBefore(
  db: Db,
  key: Readonly<{ channel: string; scope: string; key: string }>,
  of: Readonly<{ personId: bigint; limited: ReadonlyMap<bigint, LimitedIds> }>,
): Promise<FactsBefore | undefined> {
  const limited = JSON.stringify(Object.fromEntries([...of.limited].map(([id, ids]) => [id, listed(ids)])))
  const { rows } = await sql<{ facts: unknown }>`
    SELECT orders.before_placing(${key.channel}, ${key.scope}, ${key.key}, ${of.personId}, ${limited}::jsonb) AS facts`.execute(
    db,
  )
  const facts = rows[0]?.facts ?? undefined
  return facts === undefined ? undefined : shape.parse(facts)
}

function listed({ promotions, campaigns }: LimitedIds) {
  return { promotions: [...promotions].map(String), campaigns: [...campaigns].map(String) }
}
