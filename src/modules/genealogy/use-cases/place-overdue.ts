import { companyNow } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { overdue, type Waiting } from '../store/trees.ts'
import { place } from './place.ts'

const LOOKED_AT_ONCE = 500

/**
 * Places everybody for whom nobody chose in time, each in a transaction of its own, the earliest first. Gives how many were
 * placed; who finds no place, as the tree is full, goes on waiting.
 */
export async function placeOverdue(deps: { db: Db }, signal?: AbortSignal): Promise<number> {
  const actor = systemActor('genealogy.place_overdue')
  let placed = 0
  let after: Waiting | undefined
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- the next ones are those after the last of these
    const due = await read(deps, actor, async (tx) =>
      overdue(tx, { at: new Date(await companyNow(tx)), limit: LOOKED_AT_ONCE, after }),
    )
    for (const one of due) {
      signal?.throwIfAborted()
      // In their order, so that who waited longer stands higher.
      // oxlint-disable-next-line no-await-in-loop
      const result = await transact(
        deps,
        { actor, useCase: 'genealogy.place_overdue' },
        async (tx, about) => {
          about('person', one.personId)
          const at = new Date(await companyNow(tx))
          return place(tx, { tree: one.tree, personId: one.personId, at, wanted: { by: 'rule' } })
        },
      )
      if (result.ok) placed += 1
    }
    if (due.length < LOOKED_AT_ONCE) return placed
    after = due.at(-1)
  }
}
