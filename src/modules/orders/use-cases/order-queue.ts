import type { Result } from '#shared/refusal.ts'
import type { Db } from '#platform/postgres/database.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import { placeRows, type Placed } from '../store/place.ts'
import type { ReadyOrder } from './decide-in-memory.ts'
import type { OrderKey } from './place-order.ts'

/** Orders that are written in one transaction at most, unless the node is set otherwise. */
const TOGETHER_MOST = 64
/** Transactions of one node that write orders at the same time: while one waits for the disk the other works. */
const TRANSACTIONS_MOST = 2
/** Orders that wait at most; one more is placed by itself, and waits for a connection as anything else does. */
const WAITING_MOST = 1000

export type QueuedOrder = ReadyOrder &
  Readonly<{ key: OrderKey; buyerId: bigint; note: Readonly<{ actor: Actor; useCase: string }> }>

type Waiting = Readonly<{ order: QueuedOrder; answer: (answer: Result<Placed> | undefined) => void }>
type Queue = { waiting: Waiting[]; transactions: number }

/** Where orders are written, and how many of one moment go into one transaction at most; 1 writes each by itself, without waiting. */
export type QueueDeps = Readonly<{ db: Db; ordersTogether?: number }>

const queues = new WeakMap<Db, Queue>()

/**
 * Writes an order, together with those that came while others were being written; alone and at once when nobody waits. The answer
 * comes after the commit. Undefined where the transaction failed or its outcome is not known: the caller then asks by the key and
 * places the order by itself.
 */
export function placeTogether(deps: QueueDeps, order: QueuedOrder): Promise<Result<Placed> | undefined> {
  const most = deps.ordersTogether ?? TOGETHER_MOST
  const queue = queues.get(deps.db) ?? { waiting: [], transactions: 0 }
  queues.set(deps.db, queue)
  if (queue.waiting.length >= WAITING_MOST) return Promise.resolve(undefined)
  const { promise, resolve } = Promise.withResolvers<Result<Placed> | undefined>()
  if (most === 1) {
    void writeAll(deps.db, [{ order, answer: resolve }])
    return promise
  }
  queue.waiting.push({ order, answer: resolve })
  void work(deps.db, queue, most)
  return promise
}

async function work(db: Db, queue: Queue, most: number): Promise<void> {
  if (queue.transactions >= TRANSACTIONS_MOST) return
  queue.transactions += 1
  // One transaction after the other: what comes meanwhile goes with the next one.
  // oxlint-disable-next-line no-await-in-loop
  for (let next = takeNext(queue, most); next.length > 0; next = takeNext(queue, most))
    await writeAll(db, next)
  queue.transactions -= 1
}

/** The orders of the next transaction, in the order in which they came: of one key or buyer only one at a time. */
function takeNext(queue: Queue, most: number): readonly Waiting[] {
  const taken: Waiting[] = []
  const left: Waiting[] = []
  const met = new Set<string>()
  for (const one of queue.waiting) {
    const { key, buyerId } = one.order
    const marks = [`buyer ${buyerId}`, JSON.stringify([key.channel, key.scope, key.key])]
    const isNext = taken.length < most && !marks.some((mark) => met.has(mark))
    for (const mark of marks) met.add(mark)
    if (isNext) taken.push(one)
    else left.push(one)
  }
  queue.waiting = left
  return taken
}

async function writeAll(db: Db, orders: readonly Waiting[]): Promise<void> {
  try {
    const answers = await placeRows(
      db,
      orders.map(({ order: { document, holdsUntilMs, note } }, place) => ({
        ...document,
        place,
        holdsUntil: holdsUntilMs,
        note: {
          realm: note.actor.realm,
          account: note.actor.accountId,
          useCase: note.useCase,
          request: note.actor.requestId,
        },
      })),
    )
    for (const [place, { answer }] of orders.entries()) answer(answers[place])
  } catch {
    // What went wrong is told by each of them again, when it is placed by itself.
    for (const { answer } of orders) answer(undefined)
  }
}
