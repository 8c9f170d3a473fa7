import { sql, type ColumnType, type Generated } from 'kysely'
import { z } from 'zod'
import { refuse, type Result } from '#shared/refusal.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact, type About, type Actor } from '#platform/postgres/transact.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import type { OnceKey } from './route.ts'

type IdempotencyTables = {
  'platform.idempotency': {
    realm: string
    account_id: bigint
    key: string
    payload_hash: Buffer
    answer: ColumnType<unknown, null, string>
    at: Generated<Date>
  }
}

type KeyedCall = Readonly<{ actor: Actor; once: OnceKey }>

/** Somebody has this key already; carries that out of the transaction so that nothing else of it remains. */
class KeyTaken extends Error {}

/**
 * `transact` for a route with the rule `key`: claims the key, does the work and keeps the answer, all in one
 * transaction. A repeated key with the same content gives the kept answer without any effect, also while the first
 * is still at work (the second waits for it); with other content it is refused as `idempotency.conflict`. A refused
 * or failed work keeps nothing, so that the same key may be tried again.
 * `answer` is the shape that codes the work's value, as a rule the endpoint's response.
 */
export async function transactOnce<A>(
  deps: { db: Db },
  call: KeyedCall,
  input: { useCase: string; answer: z.ZodType<A> },
  work: (tx: Tx, about: About) => Promise<Result<A>>,
): Promise<Result<A>> {
  call.once.markClaimed()
  try {
    return await transact(deps, { actor: call.actor, useCase: input.useCase }, async (tx, about) => {
      if (!(await claimKey(tx, call))) throw new KeyTaken('the key is taken')
      const result = await work(tx, about)
      if (result.ok) await keepAnswer(tx, call, JSON.stringify(z.encode(input.answer, result.value) ?? null))
      return result
    })
  } catch (error) {
    if (error instanceof KeyTaken) return answerAgain(deps, call, input.answer)
    throw error
  }
}

const KEY_DAYS_KEPT = 30

/** Forgets keys after thirty days: whoever repeats a request does so within minutes. */
export const removeOldKeysTask: TaskDefinition<{ db: Db }> = {
  name: 'platform.remove_old_keys',
  everyHours: 24,
  run: async (deps) => {
    const call = { actor: systemActor('platform.remove_old_keys'), useCase: 'platform.remove_old_keys' }
    await transact(deps, call, async (tx) => {
      await sql`DELETE FROM platform.idempotency
        WHERE at < now() - ${KEY_DAYS_KEPT} * interval '1 day'`.execute(tx)
    })
  },
}

async function claimKey(tx: Tx, call: KeyedCall): Promise<boolean> {
  const claimed = await tx
    .$extendTables<IdempotencyTables>()
    .insertInto('platform.idempotency')
    .values({ ...owner(call), payload_hash: call.once.payloadHash, answer: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return claimed.numInsertedOrUpdatedRows === 1n
}

async function keepAnswer(tx: Tx, call: KeyedCall, answer: string): Promise<void> {
  const { realm, account_id, key } = owner(call)
  await tx
    .$extendTables<IdempotencyTables>()
    .updateTable('platform.idempotency')
    .set({ answer })
    .where('realm', '=', realm)
    .where('account_id', '=', account_id)
    .where('key', '=', key)
    .execute()
}

async function answerAgain<A>(deps: { db: Db }, call: KeyedCall, answer: z.ZodType<A>): Promise<Result<A>> {
  const { realm, account_id, key } = owner(call)
  const kept = await read(deps, call.actor, (tx) =>
    tx
      .$extendTables<IdempotencyTables>()
      .selectFrom('platform.idempotency')
      .select(['payload_hash', 'answer'])
      .where('realm', '=', realm)
      .where('account_id', '=', account_id)
      .where('key', '=', key)
      .executeTakeFirst(),
  )
  if (!kept) throw new Error('a taken idempotency key has no row')
  if (!kept.payload_hash.equals(call.once.payloadHash)) return refuse('idempotency.conflict')
  return { ok: true, value: answer.parse(kept.answer ?? undefined) }
}

function owner(call: KeyedCall): { realm: string; account_id: bigint; key: string } {
  return { realm: call.actor.realm, account_id: call.actor.accountId ?? 0n, key: call.once.key }
}
