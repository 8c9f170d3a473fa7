import type { Db, Tx } from '#platform/postgres/database.ts'
import type { Period } from '#shared/period.ts'
import { computeColumns } from '../domain/frozen/compute.ts'
import type { FrozenColumns } from '../domain/frozen/columns.ts'
import { effectsOf } from '../domain/frozen/effect.ts'
import { stateFor } from '../domain/frozen/frozen-rows.ts'
import type { MovedVolume } from '../domain/frozen/moved-volume.ts'
import type { LeftState, ResultColumns } from '../domain/frozen/result-columns.ts'
import { resultsOfColumns } from '../domain/frozen/results.ts'
import type { Plan } from '../domain/language/plan.ts'
import { PayProblem } from '../domain/pay/world.ts'
import type { EffectRow, PreviewedPeriod } from '../store/change-effects.ts'
import { readColumns, stateBefore } from './read-facts.ts'
import { touchedPeriods, type TouchedPeriod } from './touched-periods.ts'

/** What a change would do: the months that it touches, and whose pay and rank become others in them. */
export type Effect = Readonly<{ periods: PreviewedPeriod[]; effects: EffectRow[] }>

/** A change that is not done: from when on it holds, and what becomes of the columns of a month by it. */
export type AssumedChange = Readonly<{
  fromMs: number
  /** The columns with the change, and the volume that leaves groups for others where people change places. */
  applied: (
    columns: FrozenColumns,
    of: Readonly<{ plan: Plan; period: Period }>,
  ) => Promise<Readonly<{ columns: FrozenColumns; volume?: MovedVolume | undefined }>>
}>

/**
 * Computes every month that a change touches, accepted or open, without it and with it, by the same engine as a close. The months
 * follow each other: each takes over the state that the one before leaves. A plan may be unable to pay one of them: whoever
 * decides has to know, as its close would stop.
 */
export async function effectOrProblem(
  deps: Readonly<{ db: Db }>,
  tx: Tx,
  change: AssumedChange,
): Promise<Effect | Readonly<{ problem: string }>> {
  try {
    return await effectOf(deps, tx, change)
  } catch (error) {
    if (error instanceof PayProblem) return { problem: error.message }
    throw error
  }
}

async function effectOf(deps: Readonly<{ db: Db }>, tx: Tx, change: AssumedChange): Promise<Effect> {
  const told: Effect = { periods: [], effects: [] }
  let states: Readonly<{ before: LeftState; after: LeftState }> | undefined
  for (const touched of await touchedPeriods(tx, change.fromMs)) {
    // oxlint-disable-next-line no-await-in-loop -- each month stands on the one before
    const { state } = states ? { state: states.before } : await stateBefore(deps, tx, touched.period.fromMs)
    // oxlint-disable-next-line no-await-in-loop -- as before
    const computed = await computeBoth(tx, change, touched, { before: state, after: states?.after ?? state })
    states = computed.left
    told.periods.push(computed.period)
    for (const effect of computed.effects) told.effects.push(effect)
  }
  return told
}

async function computeBoth(
  tx: Tx,
  change: AssumedChange,
  { plan, planHash, period, accepted }: TouchedPeriod,
  states: Readonly<{ before: LeftState; after: LeftState }>,
) {
  const of = { plan, planHash, period, cutSeq: 0n, state: states.before, late: 'counted' } as const
  const columns = await readColumns(tx, of)
  const { columns: changed, volume } = await change.applied(columns, { plan, period })
  const inState = { ...changed, state: stateFor(states.after, changed.people.codes) }
  const [before, after] = [columns, inState].map((one) => computeColumns(plan, one, period, '').results)
  if (!before || !after) throw new Error('both were computed')
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
