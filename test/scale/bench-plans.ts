import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { periodAt, type Period } from '#shared/period.ts'
import { computeColumns } from '#modules/compensation/domain/frozen/compute.ts'
import { inputOf } from '#modules/compensation/domain/frozen/frozen.ts'
import { encodeResultColumns } from '#modules/compensation/domain/frozen/result-columns.ts'
import { resultColumns, resultsOf } from '#modules/compensation/domain/frozen/results.ts'
import { walkedFigures } from '#modules/compensation/domain/figures/figures.ts'
import { liveColumns } from '#modules/compensation/domain/figures/live-columns.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { PayProblem } from '#modules/compensation/domain/pay/world.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { caseNames } from '#modules/compensation/use-cases/run-cases.ts'
import type { Say } from './bench-data.ts'
import { heldMostMb } from './memory.ts'
import { drawPlanField, type PlanFieldSize } from './plan-field.ts'

/** What a plan came to: by passes or walked, and how long an open period takes over ten orders. */
export type PlanRow = Readonly<{
  plan: string
  /** Whether passes over columns computed the period; null where the plan refuses the drawn input. */
  by_passes: boolean | null
  run_ms: number
  /** From the frozen facts to live figures of everybody; null where the period is not held in columns. */
  load_ms: number | null
  /** Ten orders at once, the median of five times. */
  orders_ms: number | null
  refused: string
}>

export type PlansBench = Readonly<{
  people: number
  lines: number
  wall_ms: number
  peak_rss_mb: number
  postgres_rss_mb: null
  plans: readonly PlanRow[]
  by_passes: number
  in_columns: number
  compared: number
  results_equal: boolean
}>

const TIMES = 5
const ORDERS = 10
/** People of the small field over which every plan is walked too. */
const WALKED = { people: 400, lines: 2_000 }

/**
 * Runs plans over the drawn facts of a period, in memory: whether each is computed by passes, how long that takes, and how long ten
 * more orders take an open period of it. Over a small field everything is held against the walk, byte by byte.
 */
export async function benchPlans(
  folder: string,
  only: readonly string[],
  size: PlanFieldSize,
  say: Say,
): Promise<PlansBench> {
  say(`${size.people} people, ${size.lines} lines; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`)
  const begun = performance.now()
  const plans: PlanRow[] = []
  let [compared, unequal] = [0, 0]
  for (const name of await caseNames(folder)) {
    if (only.length > 0 && !only.includes(name)) continue
    const plan = readPayPlanText(await readFile(`${folder}/${name}/plan.yaml`, 'utf8'), `${name}/plan.yaml`)
    const row = rowOf(name, plan, size)
    plans.push(row)
    say(textOf(row))
    const isEqual = row.by_passes === true ? isAsWalked(plan, size.seed) : undefined
    if (isEqual !== undefined) compared += 1
    if (isEqual !== false) continue
    unequal += 1
    say(`  ${name} is not what the walk says`)
  }
  return {
    people: size.people,
    lines: size.lines,
    wall_ms: Math.round(performance.now() - begun),
    peak_rss_mb: heldMostMb(),
    postgres_rss_mb: null,
    plans,
    by_passes: plans.filter((row) => row.by_passes === true).length,
    in_columns: plans.filter((row) => row.load_ms !== null).length,
    compared,
    results_equal: unequal === 0 && compared > 0,
  }
}

function rowOf(name: string, plan: Plan, size: PlanFieldSize): PlanRow {
  const none = { plan: name, by_passes: null, run_ms: 0, load_ms: null, orders_ms: null }
  try {
    const period = periodFor(plan)
    const field = drawPlanField(plan, size, period)
    const [run, runMs] = timed(() => computeColumns(plan, field.start, period, ''))
    const [live, loadMs] = timed(() => liveColumns(plan, field.start, period))
    if (!live) return { ...none, by_passes: run.byPasses, run_ms: runMs, refused: '' }
    const times: number[] = []
    for (let time = 1; time <= TIMES; time++) {
      const lines = field.next(ORDERS)
      const [, took] = timed(() => {
        live.apply({ seq: BigInt(time + 1), people: [], lines })
        live.current()
      })
      times.push(took)
    }
    const orders = times.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0
    return {
      ...none,
      by_passes: run.byPasses,
      run_ms: runMs,
      load_ms: loadMs,
      orders_ms: orders,
      refused: '',
    }
  } catch (error) {
    if (error instanceof PayProblem) return { ...none, refused: error.message }
    throw error
  }
}

function periodFor(plan: Plan): Period {
  return periodAt({ kind: plan.calendar, timeZone: plan.timeZone }, Date.UTC(2026, 9, 12))
}

function timed<T>(work: () => T): readonly [T, number] {
  const begun = performance.now()
  const made = work()
  return [made, Math.round((performance.now() - begun) * 10) / 10]
}

/** Whether the stored results of a small field are those of the walk, to the byte. */
function isAsWalked(plan: Plan, seed: number): boolean {
  const period = periodFor(plan)
  const { start } = drawPlanField(plan, { ...WALKED, seed }, period)
  const { results } = computeColumns(plan, start, period, '')
  const walked = resultsOf(walkedFigures(plan, inputOf(start), period), [...start.people.ids], '')
  return Buffer.from(encodeResultColumns(results)).equals(
    Buffer.from(encodeResultColumns(resultColumns(walked))),
  )
}

function textOf({ plan, by_passes, run_ms, load_ms, orders_ms, refused }: PlanRow): string {
  if (by_passes === null) return `  ${plan}: refuses the drawn input: ${refused}`
  const live =
    load_ms === null ? 'not held in columns' : `loaded in ${load_ms} ms, ten orders ${orders_ms} ms`
  return `  ${plan}: ${by_passes ? 'by passes' : 'walked'} ${run_ms} ms; ${live}`
}
