import { add, type Exact } from '#shared/exact.ts'
import { evaluationOrder, type EvaluationOrder, type Stratum } from '../language/dependencies.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { beginSides, type Arisen } from './bonuses/binary-sides.ts'
import { AskedOtherwise, boundValues, NotCompiled, OutOfRange } from './code.ts'
import { calendarsOf, type Calendars } from './calendars.ts'
import { dayAt, LARGE, type Column, type Compiler, type PaidPeriod } from './compiler.ts'
import type { Gathered } from './aggregate-code.ts'
import type { FieldColumns } from './field-columns.ts'
import { ownHand, type SecondHand } from './hand.ts'
import type { Limited } from './limited.ts'
import { applyLimits } from './limits.ts'
import type { Marks } from './marks.ts'
import { outsidePasses } from './pass.ts'
import { settledWithReturns } from './returned/settled-with-returns.ts'
import type { Beside } from './returned/taken-back-before.ts'
import { keptOf, limitsKept } from './renew/kept.ts'
import { refuseRenewal, type Renewal } from './renew/renewal.ts'
import { fusedStrata } from './fused-strata.ts'
import { columnRoom, type ColumnRoom } from './room.ts'
import { readOf, withBeside, type Settled } from './settle.ts'
import { bonusesReadBy, secondFirst, secondShare } from './shared-out.ts'
import { groundOf, type Ground } from './shares/shares.ts'
import type { TeamBonus } from './climbs/goes-by-climbs.ts'

/** What a run by passes comes to: columns of everybody, by name. */
export type PassResult = Readonly<{
  /** Every definition of the plan: volumes, measures, `active`, `rank` and the others. */
  columns: ReadonlyMap<string, Column>
  missed: Uint16Array
  /** What teams and legs were gathered to, by the keys of their aggregates. */
  gathers: ReadonlyMap<string, Gathered>
  /** How often some people were computed again. */
  renewals: () => number
  bonuses: readonly Settled[]
  /** What limits over several bonuses took, beside the sums of the bonuses. */
  limited: readonly Limited[]
  /** What bonuses remember for later periods; asked before the room of the run is emptied. */
  marks: () => readonly Marks[]
  /** Where further rules of the plan, or of one bonus, are asked for everybody, as they stand before limits. */
  compiler: (bonus?: Bonus) => Compiler
  /** The columns that shares of a team's bonus are read from. */
  ground: (bonus: TeamBonus) => Ground
}>

/** What a run may be given: what renews it, a room for its columns, and a second thread that takes a part of the bonuses. */
export type RunWith = Readonly<{ renewal?: Renewal; room?: ColumnRoom; beside?: SecondHand }>

/**
 * Runs a plan over a field as passes over columns: each definition and each bonus one pass over all people, compiled from the
 * plan. Gives the amounts and sums of `runPay` to the unit, without its lines. Throws NotCompiled for a plan that uses what
 * has no passes yet, and OutOfRange for numbers beyond 2^53; `runPay` computes both. Whoever takes one run after the other may
 * give them a room, which is emptied when the columns of the run before are not read any more. With a second thread the room
 * has to be in shared memory; the results are the same.
 */
export function runPasses(plan: Plan, field: FieldColumns, period: PaidPeriod, of: RunWith = {}): PassResult {
  const order = evaluationOrder(plan)
  if (order.circles.length > 0) throw new NotCompiled('a plan with a circle')
  if (field.standing) refuseRenewal(of.renewal, 'a period of another calendar')
  if (field.returns) refuseRenewal(of.renewal, 'returns that are taken back')
  const calendars = calendarsOf(outsidePasses(compilerOf(plan, field, period, of), order), order)
  const compiler = calendars.own
  // A run that is kept is renewed by this thread; one of another calendar has one compiler for each standing.
  const beside = of.renewal || field.standing || field.returns ? undefined : of.beside
  try {
    const ran = runAll(compiler, order, calendars, beside)
    compiler.renewal?.keeps([limitsKept(plan)])
    return resultOf(compiler, calendars, beside, ran)
  } finally {
    beside?.clear()
  }
}

function compilerOf(
  plan: Plan,
  field: FieldColumns,
  period: PaidPeriod,
  { renewal, room }: RunWith,
): Compiler {
  return {
    plan,
    field,
    days: { first: dayAt(period.fromMs, plan.timeZone), last: dayAt(period.untilMs - 1, plan.timeZone) },
    period: period.label,
    calendar: period.kind,
    bound: boundValues(),
    columns: new Map(),
    gathers: new Map(),
    needed: new Map(),
    paid: new Map(),
    unpaid: new Map(),
    missed: new Uint16Array(field.people),
    renewal: field.standing || field.returns ? undefined : renewal,
    room: room ?? columnRoom(field.people),
    hand: ownHand,
    takenBack: [],
    asked: { numbers: [], bytes: [] },
    require: () => undefined,
    aggregate: () => {
      throw new NotCompiled('an aggregate outside a pass')
    },
    ask: () => {
      throw new NotCompiled('a rule that is asked outside a pass')
    },
  }
}

type Ran = Readonly<{ settled: () => Settled; marks: () => readonly Marks[]; beside: Beside | undefined }>

/** Runs the definitions and bonuses in their order; what the second hand takes is there when it has finished. */
function runAll(
  compiler: Compiler,
  order: EvaluationOrder,
  calendars: Calendars,
  beside: SecondHand | undefined,
): ReadonlyMap<string, Ran> {
  const { plan, calendar } = compiler
  // Bonuses of other calendars are paid in periods of theirs.
  const own = plan.bonuses.filter((bonus) => bonus.calendar === calendar)
  const second = beside ? secondShare({ ...plan, bonuses: own }, order) : new Set<string>()
  const other = beside && besideOf(compiler, beside)
  const arisen = new Map<string, Arisen>()
  for (const bonus of own)
    if (other && second.has(bonus.name) && bonus.kind === 'binary')
      arisen.set(bonus.name, beginSides(other(), bonus))
  const ran = new Map<string, Ran>()
  const unfinished = new Set<string>()
  for (const stratum of secondFirst(order, strataOf(compiler, order), second)) {
    const bonus = plan.bonuses.find(({ name }) => stratum.keys.includes(`bonus:${name}`))
    const isSecond = bonus !== undefined && second.has(bonus.name)
    const waits = [...bonusesReadBy(order, stratum.keys)].some((one) => unfinished.has(one))
    if (waits && !isSecond) {
      beside?.finish()
      unfinished.clear()
    }
    compiler.renewal?.keeps(keptOf(plan, order, stratum.keys, compiler))
    if (!bonus) {
      asNeeded(compiler, () => calendars.define(stratum))
      continue
    }
    if (!own.includes(bonus)) continue
    const one = asNeeded(compiler, () => {
      const begun = arisen.get(bonus.name)
      // Sides are matched in place.
      arisen.delete(bonus.name)
      return settledWithReturns(isSecond && other ? other() : calendars.of(bonus), bonus, {
        arisen: begun,
        runEarlier: (earlier, of) => runPasses(plan, earlier, of),
      })
    })
    if (isSecond) unfinished.add(bonus.name)
    ran.set(bonus.name, one)
    compiler.paid.set(bonus.name, { values: one.read, decimals: one.digits })
    compiler.unpaid.set(bonus.name, () => unpaidBy(one.settled()))
  }
  beside?.finish()
  return ran
}

/** The volumes of groups within which people moved are no program, and read what was computed before. */
function strataOf({ field }: Compiler, order: EvaluationOrder): readonly Stratum[] {
  const isApart = field.placesChange || field.standing?.running.field.placesChange === true
  return isApart ? order.strata : fusedStrata(order)
}

/** More than asked values of one step need. */
const MOST_ATTEMPTS = 50

/**
 * Takes a step again as often as a value that is asked in it turns out to need more than its place was made for, and once where
 * its numbers are too large for doubles.
 */
function asNeeded<T>({ needed }: Compiler, step: () => T): T {
  try {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++)
      try {
        return step()
      } catch (error) {
        if (error instanceof AskedOtherwise) needed.set(error.key, error.needs)
        else if (error instanceof OutOfRange && !needed.has(LARGE)) needed.set(LARGE, 'whole')
        else throw error
      }
  } finally {
    needed.delete(LARGE)
  }
  throw new NotCompiled('asked values that need something else each time')
}

function unpaidBy({ sums }: Settled): Exact {
  return add(sums.skipped, add(sums.capped, sums.cut))
}

/** Compiles for the second hand: what it asks and gathers are columns of its own, as they are not there yet. */
function besideOf(compiler: Compiler, beside: SecondHand): () => Compiler {
  const gathers = new Map<string, Gathered>()
  const asked = { numbers: [], bytes: [] }
  return () => {
    for (const [key, gather] of compiler.gathers) gathers.set(key, gather)
    return { ...compiler, room: beside.room, hand: beside, gathers, asked }
  }
}

function resultOf(
  compiler: Compiler,
  calendars: Calendars,
  beside: SecondHand | undefined,
  ran: ReadonlyMap<string, Ran>,
): PassResult {
  const { plan, columns, missed, gathers, renewal } = compiler
  const all = plan.bonuses.flatMap(({ name }) => ran.get(name) ?? [])
  const bonuses = all.map(({ settled }) => settled())
  const limited = applyLimits(compiler, bonuses, beside)
  const paid = all.map(({ beside: more }, at) => (bonuses[at] ? [withBeside(bonuses[at], more)] : [])).flat()
  // Steps are kept of the run itself, not of what is asked of it afterwards.
  const after = { ...compiler, renewal: undefined }
  const asked = new Map<Compiler, Compiler>()
  const askedIn = (of: Compiler): Compiler => {
    const known = asked.get(of) ?? beforeLimits({ ...of, renewal: undefined }, paid)
    asked.set(of, known)
    return known
  }
  return {
    columns,
    missed: compiler.field.standing ? new Uint16Array(missed.length) : missed,
    gathers,
    renewals: () => renewal?.renewals() ?? 0,
    bonuses: paid,
    get limited() {
      return limited()
    },
    marks: () => all.flatMap(({ marks }) => marks()),
    compiler: (bonus) =>
      renewal ? beforeLimits(after, paid) : askedIn(bonus ? calendars.of(bonus) : compiler),
    ground: (bonus) => renewal?.grounds.get(bonus.name) ?? groundOf(askedIn(calendars.of(bonus)), bonus),
  }
}

/** What bonuses paid is read as it was before limits cut it in place. */
function beforeLimits(compiler: Compiler, bonuses: readonly Settled[]): Compiler {
  const paid = new Map(compiler.paid)
  for (const one of bonuses) {
    const { more, values, isApart } = one.payable
    if (more.size === 0 && !isApart) continue
    const others = new Set([...more.keys(), ...(one.beside?.minor.keys() ?? [])])
    const due = others.size === 0 ? values : values.slice()
    for (const person of others) due[person] = readOf(one, person)
    paid.set(one.bonus.name, { values: due, decimals: one.digits })
  }
  const { numbers, bytes } = compiler.asked
  return { ...compiler, paid, asked: { numbers: [...numbers], bytes: [...bytes] } }
}
