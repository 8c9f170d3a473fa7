import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { adjustmentsCounted, adjustmentsSince } from '../store/adjustments.ts'
import { deltasOf, deltaSums, lateOrders, ordersCounted } from '../store/deltas.ts'
import { movesCounted, movesSince } from '../store/move-places.ts'
import { lastAccepted, type Run } from '../store/runs.ts'

type Money = Readonly<{ minor: bigint; currency: string }>

export type ShownDelta = Readonly<{
  number: number
  state: Run['state']
  lateOrders: number
  /** Moves of people that it is the first to count. */
  moves: number
  /** Corrections by hand that it is the first to count. */
  adjustments: number
  changes: { people: number; amount: Money }[]
  results: string | null
  startedBy: string | null
  acceptedAt: number | null
  acceptedBy: string | null
  youStarted: boolean
  failure: string | null
}>

export type Pending = Readonly<{
  lateOrders: number
  lateSales: Money
  moves: number
  adjustments: number
  stateChanged: boolean
}>

/** What a close paid later, and what it would pay if it were computed again now; nothing of it before it is accepted. */
export async function deltasShown(
  tx: Tx,
  close: Run | undefined,
  viewerId: bigint | null,
): Promise<{ pending: Pending | null; deltas: ShownDelta[] }> {
  if (close?.state !== 'accepted') return { pending: null, deltas: [] }
  const runs = await deltasOf(tx, close.id)
  const ids = runs.map((run) => run.id)
  const [sums, counted] = [await deltaSums(tx, ids), await ordersCounted(tx, ids)]
  const [moves, adjustments] = [await movesCounted(tx, ids), await adjustmentsCounted(tx, ids)]
  const deltas: ShownDelta[] = []
  for (const [place, run] of runs.entries())
    deltas.push({
      number: place + 1,
      state: run.state,
      lateOrders: counted.get(run.id) ?? 0,
      moves: moves.get(run.id) ?? 0,
      adjustments: adjustments.get(run.id) ?? 0,
      changes: sums
        .filter(({ runId }) => runId === run.id)
        .map(({ people, currency, minor }) => ({ people, amount: { minor, currency } })),
      results: run.results,
      startedBy: await nameOf(tx, run.startedBy),
      acceptedAt: run.acceptedAtMs,
      acceptedBy: await nameOf(tx, run.acceptedBy),
      youStarted: run.startedBy === viewerId,
      failure: run.failure,
    })
  return { pending: await pendingOf(tx, close, runs.at(-1) ?? close), deltas }
}

async function pendingOf(tx: Tx, close: Run, newest: Run): Promise<Pending> {
  const late = await lateOrders(tx, close)
  const before = await lastAccepted(tx, close.fromMs)
  return {
    lateOrders: late.orders,
    lateSales: { minor: late.minor, currency: late.currency ?? close.totals?.currency ?? '' },
    moves: newest.snapshot === null ? 0 : await movesSince(tx, newest),
    adjustments: newest.snapshot === null ? 0 : await adjustmentsSince(tx, newest),
    stateChanged: newest.snapshot !== null && newest.stateFrom !== (before?.results ?? null),
  }
}

async function nameOf(tx: Tx, id: bigint | null): Promise<string | null> {
  return id === null ? null : ((await accountById(tx, id))?.name ?? null)
}
