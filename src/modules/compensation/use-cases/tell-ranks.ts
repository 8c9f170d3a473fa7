import { keepFacts } from '#modules/promotions/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ranksAfter } from '../store/ranks.ts'
import { lastAccepted, type Run } from '../store/runs.ts'

/** People whose ranks are told in one transaction. */
const PEOPLE_A_CHUNK = 20_000

/**
 * Tells promotions the rank that everybody was paid as, from the acceptance on. What is accepted after a later period, such as
 * a late delta, says nothing about today's rank. May be carried out again: what is told already changes nothing.
 */
export async function tellRanks(deps: Readonly<{ db: Db }>, run: Run, fromMs: number): Promise<void> {
  const call = { actor: systemActor(`close ${run.id}`), useCase: 'compensation.tell_ranks' }
  const newest = await read(deps, call.actor, (tx) => lastAccepted(tx, fromMs))
  if (newest && newest.untilMs > run.untilMs) return
  for (let after = 0n; ;) {
    const asked = { runId: run.id, after, limit: PEOPLE_A_CHUNK }
    const people = await read(deps, call.actor, (tx) => ranksAfter(tx, asked))
    const last = people.at(-1)
    if (!last) return
    await transact(deps, call, (tx) => keepFacts(tx, { fact: 'rank', fromMs, people }))
    after = last.personId
  }
}
