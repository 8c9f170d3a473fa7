import type { DifferentialBonus, Plan } from '../plan/plan.ts'
import { whyNotPaid, type SkipReason } from './eligibility.ts'
import type { Field } from './field.ts'
import type { Orders } from './orders.ts'
import { tableOf, type BonusResult, type RunResult } from './run.ts'
import { atScale, columnOf, type Credited } from './volumes.ts'

/** One order's part in one person's bonus. `base` at the run's scale; `level` 0 is the owner of the volume. */
export type PayLine = Readonly<{
  person: number
  bonus: string
  order: number
  source: number
  level: number
  base: number
  ratePpm: number
  /** Set where the person is not paid this part: why, and undefined where it is paid. */
  skipped: SkipReason | undefined
}>

/**
 * The parts of every amount of a bonus, derived again from the orders: for each order the people on its way up who are
 * paid a part, and those who would have been and were skipped. In the order of the orders, then up the path.
 */
export function* linesOfBonus(
  plan: Plan,
  field: Field,
  orders: Orders,
  run: RunResult,
  result: BonusResult,
): Generator<PayLine> {
  const credit = run.volumes.credited.get(result.bonus.on)
  if (!credit) throw new Error(`the volume ${result.bonus.on} was not credited`)
  for (let order = 0; order < orders.count; order++) {
    yield* linesOfOrder(plan, field, run, result, credit, order)
  }
}

/** The parts that one order has in a bonus. */
export function* linesOfOrder(
  plan: Plan,
  field: Field,
  run: RunResult,
  result: BonusResult,
  credit: Credited,
  order: number,
): Generator<PayLine> {
  const source = credit.owner[order] ?? -1
  const base = credit.value[order] ?? 0
  if (source < 0 || base === 0) return
  const bonus = result.bonus
  if (bonus.kind === 'share_of_own_volume') {
    const skipped = whyNotPaid(plan, bonus, field, run.standing, source)
    yield {
      person: source,
      bonus: bonus.name,
      order,
      source,
      level: 0,
      base,
      ratePpm: bonus.ratePpm,
      skipped,
    }
    return
  }
  yield* differentialLines(plan, field, run, { ...result, bonus }, { source, base, order })
}

type SourceOrder = Readonly<{ source: number; base: number; order: number }>

function* differentialLines(
  plan: Plan,
  field: Field,
  run: RunResult,
  result: BonusResult & Readonly<{ bonus: DifferentialBonus }>,
  { source, base, order }: SourceOrder,
): Generator<PayLine> {
  const { bonus, rate, paid, takes } = result
  let taken = 0
  let level = 0
  for (let person = source; person >= 0; person = field.parent[person] ?? -1, level++) {
    const own = rate[person] ?? 0
    const ratePpm = Math.max(0, own - taken)
    const skipped = paid[person] === 1 ? undefined : whyNotPaid(plan, bonus, field, run.standing, person)
    if (ratePpm > 0) yield { person, bonus: bonus.name, order, source, level, base, ratePpm, skipped }
    if (takes[person] === 1) taken = bonus.against === 'first_line' ? own : Math.max(taken, own)
  }
}

/** What would lift a person to the next step of a bonus's table: the volume and how much of it, or undefined at the top. */
export function nextStep(
  plan: Plan,
  bonus: DifferentialBonus,
  run: RunResult,
  person: number,
): Readonly<{ volume: string; missing: number; ratePpm: number }> | undefined {
  const table = tableOf(plan, bonus.table)
  const value = columnOf(run.volumes.ofPeople, table.by)[person] ?? 0
  const step = table.steps.find((candidate) => atScale(candidate.from, run.places) > value)
  return step && { volume: table.by, missing: atScale(step.from, run.places) - value, ratePpm: step.ratePpm }
}
