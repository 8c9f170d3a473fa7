import { readKept } from '#platform/files/files.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { decodeResults } from '../domain/snapshot/results.ts'
import { hasResults, insertEarnings, insertResults } from '../store/earnings.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'
import { readPlanText } from './read-plan-text.ts'

const ROWS_A_STATEMENT = 5_000

/** Stores what a run pays, all of it in one transaction: a killed one leaves nothing, the next start does it again. */
export async function storeResults(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const actor = systemActor(`close ${runId}`)
  const { run, version } = await read(deps, actor, async (tx) => {
    const found = await runById(tx, runId)
    return { run: found, version: await planById(tx, found.planVersionId) }
  })
  if (run.state !== 'storing' || run.results === null) return
  const plan = readPlanText(version.source, version.name)
  const results = decodeResults(await readKept(deps.db, run.results))
  const ladder = typeof plan.ranks === 'string' ? [] : plan.ranks
  await transact(deps, { actor, useCase: 'compensation.store_results' }, async (tx, about) => {
    about('run', runId)
    const now = await runById(tx, runId, 'lock')
    if (now.state !== 'storing') return
    if (!(await hasResults(tx, runId))) {
      for (let at = 0; at < results.people.length; at += ROWS_A_STATEMENT) {
        const people = results.people.slice(at, at + ROWS_A_STATEMENT)
        await insertResults(
          tx,
          runId,
          people.map((person) => ({ ...person, rankName: ladder[person.rank]?.name ?? null })),
        )
        await insertEarnings(
          tx,
          runId,
          people.flatMap((person) =>
            plan.bonuses.flatMap((bonus, place) => {
              const minor = person.minors[place] ?? 0n
              return minor === 0n
                ? []
                : [
                    {
                      personId: person.personId,
                      place,
                      bonus: bonus.name,
                      currency: bonus.unitValue.currency,
                      minor,
                    },
                  ]
            }),
          ),
        )
      }
    }
    await changeRun(tx, runId, { state: 'review' })
    await saveStep(tx, runId, 'store', {
      progressPpm: 1_000_000,
      done: true,
      detail: String(results.people.length),
    })
  })
}
