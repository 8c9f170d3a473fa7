import { CompiledQuery, type PostgresCursor } from 'kysely'
import type { Submittable } from 'pg'
import type { Tx } from './database.ts'

/**
 * What Kysely streams it gives to the client of the transaction as it is. A query that speaks the protocol itself, such as COPY,
 * comes to its connection this way: this class answers with the query that it was made for.
 */
export class HandedQuery<T> implements PostgresCursor<T> {
  constructor(_sql: string, [query]: unknown[]) {
    if (!isQuery(query)) throw new Error('only queries that speak the protocol are streamed')
    // oxlint-disable-next-line no-constructor-return -- The client must meet the query itself.
    return query
  }
  async read(_rows: number): Promise<T[]> {
    return []
  }
  async close(): Promise<void> {
    return undefined
  }
}

function isQuery(value: unknown): value is PostgresCursor<never> {
  return typeof value === 'object' && value !== null && 'read' in value && 'close' in value
}

/** Runs a query that speaks the protocol itself on the connection of a transaction, until `done`. */
export async function submitIn(tx: Tx, submitted: Submittable, done: Promise<unknown>): Promise<void> {
  const ended = { read: async () => done.then(() => []), close: async () => undefined }
  const query = CompiledQuery.raw('', [Object.assign(submitted, ended)])
  // It reads the connection by itself, so that nothing may be on its way there, such as the answer to the begin of the transaction.
  await tx.executeQuery(CompiledQuery.raw(''))
  for await (const _ of tx.getExecutor().stream(query, 1)) continue
}
