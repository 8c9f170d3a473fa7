import { plannedMove, type PlannedMove } from '#modules/genealogy/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { computeColumns } from '../domain/frozen/compute.ts'
import type { FrozenColumns } from '../domain/frozen/columns.ts'
import { effectsOf } from '../domain/frozen/effect.ts'
import { stateFor } from '../domain/frozen/frozen-rows.ts'
import { movedVolume } from '../domain/frozen/moved-volume.ts'
import type { LeftState, ResultColumns } from '../domain/frozen/result-columns.ts'
import { resultsOfColumns } from '../domain/frozen/results.ts'
import { PayProblem } from '../domain/pay/world.ts'
import { withPlaces } from '../domain/frozen/with-places.ts'
import { failPreview, savePreview, type EffectRow, type PreviewedPeriod } from '../store/move-effects.ts'
import { placesAfter } from './places-after.ts'
import { readColumns, stateBefore } from './read-facts.ts'
import { touchedPeriods, type TouchedPeriod } from './touched-periods.ts'

/**
 * Computes what a move that waits would change: every month that it touches, accepted or open, with the places as they are and
 * as they would be, by the same engine as a close. The difference is kept for the page; nothing else is changed. A move that
 * cannot be done, or was decided meanwhile, has none.
 */
export async function previewMove(deps: Readonly<{ db: Db }>, moveId: bigint): Promise<void> {
  const call = { actor: systemActor(`move ${moveId}`), useCase: 'compensation.preview_move' }
  const told = await read(deps, call.actor, async (tx) => {
    const planned = await plannedMove(tx, moveId)
    return planned.ok ? effectOrProblem(deps, tx, planned.value) : { problem: null }
  })
  await transact(deps, call, async (tx, about) => {
    about('move', moveId)
    if ('problem' in told) await failPreview(tx, moveId, told.problem)
    else await savePreview(tx, moveId, { ...told, at: new Date(await companyNow(tx)) })
  })
}

/** A plan may be unable to pay a month in which somebody moves: whoever decides has to know, as its close would stop. */
async function effectOrProblem(
  deps: Readonly<{ db: Db }>,
  tx: Tx,
  move: PlannedMove,
): Promise<Told | Readonly<{ problem: string }>> {
  try {
    return await effectOf(deps, tx, move)
  } catch (error) {
    if (error instanceof PayProblem) return { problem: error.message }
    throw error
  }
}

type Told = Readonly<{ periods: PreviewedPeriod[]; effects: EffectRow[] }>

/** The months follow each other: each takes over the state that the one before leaves, without the move and with it. */
async function effectOf(deps: Readonly<{ db: Db }>, tx: Tx, move: PlannedMove): Promise<Told> {
  const told: Told = { periods: [], effects: [] }
  let states: Readonly<{ before: LeftState; after: LeftState }> | undefined
  for (const touched of await touchedPeriods(tx, move.fromMs)) {
    // oxlint-disable-next-line no-await-in-loop -- each month stands on the one before
    const { state } = states ? { state: states.before } : await stateBefore(deps, tx, touched.period.fromMs)
    // oxlint-disable-next-line no-await-in-loop -- as before
    const computed = await computeBoth(tx, move, touched, { before: state, after: states?.after ?? state })
    states = computed.left
    told.periods.push(computed.period)
    for (const effect of computed.effects) told.effects.push(effect)
  }
  return told
}

async function computeBoth(
  tx: Tx,
  move: PlannedMove,
  { plan, planHash, period, accepted }: TouchedPeriod,
  states: Readonly<{ before: LeftState; after: LeftState }>,
) {
  const of = { plan, planHash, period, cutSeq: 0n, state: states.before, late: 'counted' } as const
  const columns = await readColumns(tx, of)
  const changed = await placesAfter(tx, move, columns.people.ids)
  const moved: FrozenColumns = withPlaces(
    { ...columns, state: stateFor(states.after, columns.people.codes) },
    changed,
    period.untilMs,
  )
  const [before, after] = [columns, moved].map((one) => computeColumns(plan, one, period, '').results)
  if (!before || !after) throw new Error('both were computed')
  const mover = changed.at(-1)
  const volume =
    mover && move.tree === 'sponsor'
      ? movedVolume(plan, period, {
          before: columns.people.sponsor,
          after: moved.people.sponsor,
          lines: columns.lines,
          mover: mover.person,
        })
      : undefined
  const rankName = (rank: number): string | null => plan.ranks[rank - 1]?.name ?? null
  const effects = effectsOf(resultsOfColumns(before), resultsOfColumns(after), plan.currency)
  return {
    left: { before: leftBy(before), after: leftBy(after) },
    period: {
      period: period.label,
      accepted,
      volume: volume ? { ...volume, micro: String(volume.micro) } : null,
    },
    effects: effects.map(({ rankBefore, rankAfter, ...effect }) => ({
      ...effect,
      period: period.label,
      rankBefore: rankName(rankBefore),
      rankAfter: rankName(rankAfter),
    })),
  }
}

function leftBy({ codes, state }: ResultColumns): LeftState {
  return { codes, state }
}
