import type { Db } from '#platform/postgres/database.ts'
import { addJob, type Task } from '#platform/jobs/jobs.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { TaskDefinition } from './module.ts'

const HOUR_MS = 3_600_000

/** The tasks as the job queue wants them. A repeating one asks for its next run when it has ended well. */
export function bindTasks<D extends { db: Db }>(
  deps: D,
  definitions: readonly TaskDefinition<D>[],
): Record<string, Task> {
  return Object.fromEntries(
    definitions.map((definition): [string, Task] => [
      definition.name,
      async (payload, signal) => {
        await definition.run(deps, payload, signal)
        if (definition.everyHours !== undefined) await plan(deps, definition.name, definition.everyHours)
      },
    ]),
  )
}

/** Asks for the first run of every repeating task; those that are asked for already stay one. */
export async function planRepeatingTasks(
  deps: { db: Db },
  definitions: readonly TaskDefinition[],
): Promise<void> {
  for (const { name, everyHours } of definitions) {
    // One after the other: there are few, and a start opens enough connections as it is.
    // oxlint-disable-next-line no-await-in-loop
    if (everyHours !== undefined) await plan(deps, name, 0)
  }
}

async function plan(deps: { db: Db }, name: string, hours: number): Promise<void> {
  const call = { actor: systemActor(name), useCase: 'platform.plan_task' }
  // Jobs run by real time and not by the company's clock; a second more or less between nodes does not matter.
  const runAtMs = Date.now() + hours * HOUR_MS
  await transact(deps, call, (tx) => addJob(tx, name, {}, { key: name, runAtMs }))
}
