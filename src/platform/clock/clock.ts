import { sql } from 'kysely'
import { type Result, ok, refuse } from '#shared/refusal.ts'
import type { Db, Tx } from '../postgres/database.ts'
import type { Listener } from '../postgres/listener.ts'

/**
 * The company's clock, the same on all nodes: the database's real time plus the offset of a demonstration. Instants
 * are epoch milliseconds. It is for showing and waiting; what is written is dated by `companyNow(tx)`, so that the
 * time of a fact never comes from a node.
 */
export type Clock = Readonly<{ now: () => number; stop: () => void }>

/** Small differences between this machine's ticking and the server's are taken out this often. */
const RESYNC_MS = 60_000

/** Starts following the company's clock; it is right when this resolves, and within a moment after every move. */
export async function startClock(deps: {
  db: Db
  listener: Listener
  onError: (error: Error) => void
}): Promise<Clock> {
  let base = await readClock(deps.db)
  let isStopped = false
  const sync = async (): Promise<void> => {
    try {
      base = await readClock(deps.db)
    } catch (error) {
      // Whoever stops it may close the connections while it is asked.
      if (isStopped) return
      deps.onError(error instanceof Error ? error : new Error('the clock cannot be read', { cause: error }))
    }
  }
  const off = await deps.listener.on('openfield_clock', () => void sync())
  const timer = setInterval(() => void sync(), RESYNC_MS).unref()
  return {
    now: () => Math.floor(base.companyMs + performance.now() - base.takenAt),
    stop: () => {
      isStopped = true
      off()
      clearInterval(timer)
    },
  }
}

/** The company's time of this transaction in epoch milliseconds; every call in one transaction answers the same. */
export async function companyNow(tx: Tx): Promise<number> {
  const { rows } = await sql<{ now: Date }>`SELECT platform.company_now() AS now`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the company clock gave no time')
  return row.now.getTime()
}

/**
 * Moves the company's clock to an instant (epoch milliseconds) when this is a demonstration; refuses otherwise.
 * Transactions that begin after the commit see the new time, and every node follows.
 */
export async function moveClock(tx: Tx, targetMs: number): Promise<Result<undefined>> {
  const { rows } = await sql<{ moved: boolean }>`
    SELECT platform.move_company_clock(${new Date(targetMs)}) AS moved`.execute(tx)
  return rows[0]?.moved === true ? ok(undefined) : refuse('clock.not_demonstration')
}

async function readClock(db: Db): Promise<{ companyMs: number; takenAt: number }> {
  const askedAt = performance.now()
  const { rows } = await sql<{ real: Date; offset_ms: bigint }>`
    SELECT clock_timestamp() AS real, offset_ms FROM platform.company_clock`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the company clock has no row')
  // The server read its time about half-way between the question and the answer.
  return { companyMs: row.real.getTime() + Number(row.offset_ms), takenAt: (askedAt + performance.now()) / 2 }
}
