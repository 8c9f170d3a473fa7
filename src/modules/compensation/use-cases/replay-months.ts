import { readKept } from '#platform/files/files.ts'
import { headSeq } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { hashParts } from '#platform/text-files/canonical-hash.ts'
import type { FrozenColumns } from '../domain/frozen/columns.ts'
import { decodeColumns, encodedParts } from '../domain/frozen/frozen.ts'
import type { LeftState } from '../domain/frozen/result-columns.ts'
import type { Compared } from '../domain/lab/compare.ts'
import type { MonthOfLab } from '../domain/lab/months.ts'
import { peopleNumbering } from '../domain/lab/people.ts'
import { replayMonth, RUNS_A_MONTH, type Both } from '../domain/lab/replay-month.ts'
import { readsHistory } from '../domain/language/plan-reads.ts'
import type { Plan } from '../domain/language/plan.ts'
import { standingRun } from '../store/deltas.ts'
import { acceptedPay } from '../store/earnings.ts'
import { planById } from '../store/plans.ts'
import { listRuns, type Run } from '../store/runs.ts'
import { comparedOf } from './compared.ts'
import { readColumns, volumesRead } from './read-facts.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** The last so many accepted months by the runs by which they stand, in order of time. */
export async function lastMonths(tx: Tx, most: number): Promise<readonly Run[]> {
  const accepted = (await listRuns(tx)).filter(({ state }) => state === 'accepted').slice(0, most)
  return runsOf(tx, accepted.map(({ period }) => period).toReversed())
}

/** The runs by which months stand. */
export async function runsOf(tx: Tx, periods: readonly string[]): Promise<readonly Run[]> {
  const runs: Run[] = []
  for (const period of periods) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const run = await standingRun(tx, period)
    if (run) runs.push(run)
  }
  return runs
}

type Replay = Readonly<{ plans: Both<Plan>; runs: readonly Run[]; actor: Actor }>

/**
 * Pays accepted months again by two plans, month after month, each with the state that its own months left; tells after each
 * computation which share of the whole is done. Nothing is written.
 */
export async function* replayMonths(
  deps: Readonly<{ db: Db }>,
  { plans, runs, actor }: Replay,
): AsyncGenerator<number, Omit<Compared, 'limits'>> {
  const people = peopleNumbering()
  const months: MonthOfLab[] = []
  let left: Both<LeftState> | undefined
  for (const [at, run] of runs.entries()) {
    const { columns, inputs } = await factsOf(deps, run, { plans, actor })
    const steps = replayMonth(plans, columns, { left, people })
    for (let done = 1; ; done++) {
      const step = steps.next()
      if (step.done === true) {
        left = step.value.left
        const accepted = await read(deps, actor, (tx) => acceptedPay(tx, run.period))
        months.push({ ...step.value.month, accepted, inputs })
        break
      }
      yield (at + done / (RUNS_A_MONTH + 1)) / runs.length
    }
  }
  return comparedOf(plans, months, people.people())
}

type Facts = Readonly<{ columns: FrozenColumns; inputs: MonthOfLab['inputs'] }>

/**
 * What a month was closed with, from its frozen bytes. A plan that reads what these do not hold has the month read anew, by what
 * is known now, with the carried state of the close.
 */
async function factsOf(
  deps: Readonly<{ db: Db }>,
  run: Run,
  { plans, actor }: Pick<Replay, 'plans' | 'actor'>,
): Promise<Facts> {
  if (run.snapshot === null) throw new Error(`${run.period} is accepted and was never frozen`)
  const columns = decodeColumns(await readKept(deps.db, run.snapshot))
  const needed = [plans.before, plans.after]
  return read(deps, actor, async (tx) => {
    const version = await planById(tx, run.planVersionId)
    const closedBy = readPayPlanText(version.source, version.name)
    const held = new Set(volumesRead(closedBy))
    const volumes = [...new Set([closedBy, ...needed].flatMap(volumesRead))].toSorted()
    const looksBack = needed.find(readsHistory)
    if (volumes.every((name) => held.has(name)) && (!looksBack || readsHistory(closedBy)))
      return { columns, inputs: { hash: run.snapshot ?? '', frozen: true } }
    const anew = await readColumns(tx, {
      plan: looksBack ?? closedBy,
      planHash: version.hash,
      period: { label: run.period, fromMs: run.fromMs, untilMs: run.untilMs },
      cutSeq: await headSeq(tx),
      state: { codes: columns.people.codes, state: columns.state },
      late: 'counted',
      volumes,
    })
    return { columns: anew, inputs: { hash: hashParts(encodedParts(anew)), frozen: false } }
  })
}
