import { plannedMove, type PlannedMove } from '#modules/genealogy/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import type { FrozenColumns } from '../domain/frozen/columns.ts'
import { mergedLines } from '../domain/frozen/merged-lines.ts'
import { movedVolume } from '../domain/frozen/moved-volume.ts'
import { withOwner } from '../domain/frozen/with-owner.ts'
import { withPlaces } from '../domain/frozen/with-places.ts'
import { failPreview, savePreview } from '../store/change-effects.ts'
import { effectOrProblem, type AssumedChange } from './change-effect.ts'
import { numbersOf, placesAfter } from './places-after.ts'

/**
 * Computes what a move that waits would change: every month that it touches, accepted or open, with the places as they are and
 * as they would be, by the same engine as a close. The difference is kept for the page; nothing else is changed. A move that
 * cannot be done, or was decided meanwhile, has none.
 */
export async function previewMove(deps: Readonly<{ db: Db }>, moveId: bigint): Promise<void> {
  const call = { actor: systemActor(`move ${moveId}`), useCase: 'compensation.preview_move' }
  const told = await read(deps, call.actor, async (tx) => {
    const planned = await plannedMove(tx, moveId)
    return planned.ok ? effectOrProblem(deps, tx, assumedMove(tx, planned.value)) : { problem: null }
  })
  const change = { kind: 'move', id: moveId } as const
  await transact(deps, call, async (tx, about) => {
    about('move', moveId)
    if ('problem' in told) await failPreview(tx, change, told.problem)
    else await savePreview(tx, change, { ...told, at: new Date(await companyNow(tx)) })
  })
}

export function assumedMove(tx: Tx, move: PlannedMove): AssumedChange {
  return {
    fromMs: move.fromMs,
    async applied(columns, { plan, period }) {
      const changed = await placesAfter(tx, move, columns.people.ids)
      const moved = withPlaces(columns, changed, period.untilMs)
      if (move.kind === 'merge') return { columns: withMerge(moved, move, period.untilMs) }
      const mover = changed.at(-1)
      if (mover?.tree !== 'sponsor') return { columns: moved }
      const volume = movedVolume(plan, period, {
        before: columns.people.sponsor,
        after: moved.people.sponsor,
        lines: columns.lines,
        mover: mover.person,
      })
      return { columns: moved, volume }
    },
  }
}

/** What the position that ends brings counts for the one that stays, whose owner's it is from then on. */
function withMerge(columns: FrozenColumns, move: PlannedMove, untilMs: number): FrozenColumns {
  const { personId, parentId, newOwnerId, fromMs } = move
  const numberOf = numbersOf(columns.people.ids, new Set([personId, parentId, newOwnerId ?? parentId]))
  const [person, into] = [numberOf(personId), numberOf(parentId)]
  const owner = newOwnerId === undefined ? -1 : numberOf(newOwnerId)
  const isOwned = owner >= 0 && person >= 0 && fromMs < untilMs
  return {
    ...columns,
    people: isOwned ? withOwner(columns.people, person, owner) : columns.people,
    lines: mergedLines(columns.lines, [{ person, into, fromMs }]),
  }
}
