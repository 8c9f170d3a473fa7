import type { IsolationLevel } from 'kysely'
import { escapeLiteral } from 'pg'
import type { Realm } from '#shared/realm.ts'
import { writeAudit } from '../audit/audit.ts'
import type { Subjects } from '../audit/audit.ts'
import type { Db, Tx } from './database.ts'
import { sayingFirst } from './one-way-begin.ts'

/** Who acts or looks: row-level security sees exactly these, for the length of one transaction. */
export type Actor = Readonly<{
  /** `system` is the program itself: jobs, seeding, the command line. */
  realm: Realm | 'system' | 'public'
  accountId: bigint | null
  personId: bigint | null
  /** Since when the person's position is the viewer's, where somebody else had it before. */
  personSince?: Date
  requestId: string
}>

/** One call of a use case that writes. */
export type WriteCall = Readonly<{ actor: Actor; useCase: string }>

/** Names what the use case touched, for the audit row: `about('order', orderId)`. Ids only, never names. */
export type About = (kind: string, id: bigint | string) => void

const ATTEMPTS = 2
/** Serialization failure and deadlock: the server took the work back, nothing of it happened. */
const RETRIED = new Set(['40001', '40P01'])

/** Carries a refusal out of a transaction so that everything written before it is taken back. */
class RolledBack extends Error {}

/**
 * Runs one use case in one transaction: sets the actor for row-level security, does the work, and writes the audit
 * row with everything named by `about`. When the work returns a refusal (`{ ok: false, … }`) or throws, nothing is
 * kept and no audit row is written. A serialization failure or deadlock is tried once more, so the work must have no
 * effect outside its transaction.
 */
export async function transact<T>(
  deps: { db: Db },
  call: WriteCall,
  work: (tx: Tx, about: About) => Promise<T>,
  options: { isolation?: IsolationLevel } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let refused: { value: T } | undefined
    try {
      const run = async (tx: Tx): Promise<T> => {
        const subjects: Subjects = {}
        const value = await work(tx, (kind, id) => (subjects[kind] ??= []).push(id.toString()))
        if (isRefused(value)) {
          refused = { value }
          throw new RolledBack('refused')
        }
        await writeAudit(tx, { ...call, subjects })
        return value
      }
      return await inTransaction(deps.db, call.actor, run, options)
    } catch (error) {
      if (error instanceof RolledBack && refused !== undefined) return refused.value
      if (attempt >= ATTEMPTS || !RETRIED.has(sqlState(error))) throw error
    }
  }
}

/** What a use case would give that writes: it is done as `transact` does it, and taken back. */
export async function tryOut<T>(deps: { db: Db }, call: WriteCall, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { tried } = await transact(deps, call, async (tx) => ({ ok: false, tried: await work(tx) }))
  return tried
}

/**
 * A transaction as one actor, without an audit row of its own: for what the platform does by itself, such as moving
 * a position. Use cases go through `transact`.
 */
export function inTransaction<T>(
  db: Db,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
  options: { isolation?: IsolationLevel } = {},
): Promise<T> {
  const transaction = db.transaction().setIsolationLevel(options.isolation ?? 'read committed')
  return sayingFirst(whoActs(actor), () => transaction.execute(work))
}

/** Answers a question as one viewer, in a read-only transaction that sees one state of the data throughout. */
export function read<T>(deps: { db: Db }, viewer: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  const transaction = deps.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return sayingFirst(whoActs(viewer), () => transaction.execute(work))
}

/** The actor of work that no account asked for. */
export function systemActor(requestId: string): Actor {
  return { realm: 'system', accountId: null, personId: null, requestId }
}

/** The SQLSTATE of a database error, or an empty text. */
export function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Local to the transaction, so nothing of one viewer is left on a pooled connection for the next. */
function whoActs(actor: Actor): string {
  const settings = {
    'openfield.realm': actor.realm,
    'openfield.account_id': actor.accountId?.toString() ?? '',
    'openfield.person_id': actor.personId?.toString() ?? '',
    'openfield.person_since': actor.personSince?.toISOString() ?? '',
    'openfield.request_id': actor.requestId,
  }
  const set = Object.entries(settings).map(
    ([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`,
  )
  return `SELECT ${set.join(', ')}`
}

function isRefused(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false
}
