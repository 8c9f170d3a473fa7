import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { cutCommission } from '#modules/orders/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { headSeq } from '#platform/outbox/event.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { olderWriters, serverMoment, waitingEvents } from '#platform/outbox/waiting.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'

const WAIT_STEP_MS = 50
/** A writing transaction that is older than this is somebody's mistake; the close says so instead of waiting for ever. */
const WAIT_MOST_MS = 120_000

/**
 * Cuts a period by event time without stopping order entry. A delta cuts nothing: it counts what is known when it is made. After the cut no order can be dated back before it; orders
 * that were being placed at that moment are waited for, and so is their position in the feed. What is known then is the
 * period, whatever is placed meanwhile belongs to the next one.
 */
export async function cutPeriod(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const call = { actor: systemActor(`close ${runId}`), useCase: 'compensation.cut' }
  const started = await transact(deps, call, async (tx, about) => {
    about('run', runId)
    const run = await runById(tx, runId, 'lock')
    const calendar = await calendarByCode(tx, MONTHS)
    if (!calendar) throw new Error('the company has no calendar of months')
    await saveStep(tx, runId, 'cut', { progressPpm: 0, done: false })
    if (run.deltaOf === null) await cutCommission(tx, { calendarId: calendar.id, cutAtMs: run.untilMs })
    return { cutAtMs: await companyNow(tx) }
  })
  const cutKnown = await read(deps, call.actor, serverMoment)
  await waitFor(async () => (await read(deps, call.actor, (tx) => olderWriters(tx, cutKnown))) === 0)
  const marker = await read(deps, call.actor, (tx) => waitingEvents(tx))
  await waitFor(
    async () => (await read(deps, call.actor, (tx) => waitingEvents(tx, marker.lastId))).waiting === 0,
  )
  await transact(deps, call, async (tx, about) => {
    about('run', runId)
    const run = await runById(tx, runId, 'lock')
    if (run.state !== 'cutting') return
    const seq = await headSeq(tx)
    await changeRun(tx, runId, { state: 'snapshot', cutSeq: seq, cutAtMs: started.cutAtMs })
    await saveStep(tx, runId, 'cut', { progressPpm: 1_000_000, done: true, detail: seq.toString() })
  })
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  if (await waitUntil(holds, { stepMs: WAIT_STEP_MS, mostMs: WAIT_MOST_MS })) return
  throw new Error('transactions that were open at the cut have not ended within two minutes')
}
