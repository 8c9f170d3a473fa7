import { readKept } from '#platform/files/files.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { compareLines } from '../domain/frozen/frozen-lines.ts'
import { companyKnows, type Frozen } from '../domain/frozen/frozen.ts'
import { decodeResults } from '../domain/frozen/results.ts'
import { compareTexts } from '../domain/frozen/byte-columns.ts'
import { inputNeeds, readsHistory } from '../domain/language/plan-reads.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { StateInput } from '../domain/pay/pay-input.ts'
import { peopleBefore } from '../store/people-source.ts'
import { lastAccepted } from '../store/runs.ts'
import { linesBetween } from '../store/snapshot-source.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/** What the run of a period takes over: the state that the last accepted period before it left, with the hash of its results. */
export async function stateBefore(
  deps: Readonly<{ db: Db }>,
  tx: Tx,
  fromMs: number,
): Promise<Readonly<{ results: string | null; state: readonly StateInput[] }>> {
  const run = await lastAccepted(tx, fromMs)
  if (!run?.results) return { results: null, state: [] }
  return { results: run.results, state: decodeResults(await readKept(deps.db, run.results)).state }
}

/** The names of the volumes of orders that a plan reads, in their order. */
export function volumesRead(plan: Plan): readonly string[] {
  return [...inputNeeds(plan).orderVolumes].toSorted(compareTexts)
}

/** The stretch of time whose orders a plan looks at in a period. */
export function stretchRead(plan: Plan, period: Stretch): Stretch {
  return readsHistory(plan) ? { fromMs: Number.NEGATIVE_INFINITY, untilMs: period.untilMs } : period
}

/** Everything that a period is computed from, as the transaction sees it. */
export async function readFacts(
  tx: Tx,
  of: Readonly<{
    plan: Plan
    planHash: string
    period: Stretch & Readonly<{ label: string }>
    cutSeq: bigint
    state: readonly StateInput[]
    /** The close of a period leaves out late orders, which its deltas count. */
    late: 'counted' | 'left_out'
  }>,
): Promise<Frozen> {
  const { plan, period } = of
  const known = [...(await peopleBefore(tx, period.untilMs))].toSorted((a, b) =>
    compareTexts(a.person.id, b.person.id),
  )
  const lines = await linesBetween(
    tx,
    stretchRead(plan, period),
    volumesRead(plan),
    of.late === 'left_out' ? { lateBeforeMs: period.fromMs } : {},
  )
  return {
    period: period.label,
    cutSeq: of.cutSeq,
    planHash: of.planHash,
    personIds: known.map(({ personId }) => personId),
    input: {
      ...companyKnows,
      people: known.map(({ person }) => person),
      lines: lines.toSorted(compareLines),
      facts: known.flatMap(({ facts }) => facts),
      links: known.flatMap(({ links }) => links),
      state: of.state,
    },
  }
}
