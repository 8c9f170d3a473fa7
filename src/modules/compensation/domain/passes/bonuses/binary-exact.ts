import { dayNumberAt } from '#shared/time.ts'
import { add, compare, ONE, subtract, ZERO, type Exact } from '#shared/exact.ts'
import { growingInts } from '../../frozen/growing.ts'
import type { BinaryBonus, Plan } from '../../language/plan.ts'
import type { Rule } from '../../language/expression.ts'
import { agesOf } from '../../pay/bonuses/binary.ts'
import {
  matchPerson,
  type Arrivals,
  type Carried,
  type MatchPeople,
  type MatchRules,
} from '../../pay/bonuses/match-person.ts'
import { positive, type CapRoom } from '../../pay/caps.ts'
import { payeeMoment } from '../../pay/changes.ts'
import { exactMinor } from '../../pay/settle.ts'
import { numberValue } from '../asked/column-values.ts'
import { barsExactly, exactValues } from '../asked/exact-values.ts'
import type { Compiler } from '../compiler.ts'
import { exactColumn, type ExactColumn } from '../exact-column.ts'
import { capOf, minorOf, settleExact, type Cap } from '../exact-settle.ts'
import { personStatusOf, type EvaluatedVolume, type FieldColumns } from '../field-columns.ts'
import { plainMarks, type Marks } from '../marks.ts'
import { keepArisen } from '../renew/renew-binary.ts'
import type { Along, Renewal } from '../renew/renewal.ts'
import { digitsOf, type Settling } from '../settle.ts'
import { beginSides, type Arisen } from './binary-sides.ts'
import { lotRows, lotsBefore } from './exact-lots.ts'

/** What arose on the sides of everybody in one evaluation, and what was bought in it. */
type Evaluation = Arisen & EvaluatedVolume

/**
 * Matches the two sides of people one by one, in exact numbers and as often in the period as the plan says, by the function of
 * the walk; only the sums of both sides are passes.
 */
export function settleByPerson(
  compiler: Compiler,
  bonus: BinaryBonus,
): Settling & Readonly<{ marks: () => readonly Marks[] }> {
  const { field, hand, room, renewal } = compiler
  const evaluations = field
    .volumeIn(bonus.on, bonus.evaluated)
    .map((one): Evaluation => ({ ...one, ...beginSides(compiler, bonus, one.values) }))
  const along = renewal?.along(bonus.tree)
  if (renewal && along)
    keepArisen(
      renewal,
      along,
      evaluations.map((one) => ({ ...one, volume: one.values })),
    )
  const people = peopleOf(compiler, bonus, evaluations)
  const cap = bonus.cap && bonus.overCap === 'keep' ? capOf(compiler, bonus, bonus.cap) : undefined
  hand.finish()
  const { found, sink, forget } = foundIn(compiler, bonus)
  const match = matcher(compiler, { ...people, ...sink }, evaluations, cap)
  const rows = leftRows(compiler, bonus)
  match.everybody(renewal ? undefined : rows.note)
  if (renewal && along) keepMatch(renewal, along, { match, found, forget })
  if (!renewal) for (const { left, right } of evaluations) room.giveBack(left, right)
  const marks = (): readonly Marks[] => {
    if (!renewal) return rows.marks()
    const now = leftRows(compiler, bonus)
    matcher(compiler, { ...people, ...NOBODY_TOLD }, evaluations, cap).everybody(now.note)
    return now.marks()
  }
  return { ...settleExact(compiler, bonus, found), marks }
}

const NOBODY_TOLD = { paid: () => undefined, unpaid: () => undefined }

/** What everybody is matched by, but for who is told. */
function peopleOf(
  compiler: Compiler,
  bonus: BinaryBonus,
  evaluations: readonly Evaluation[],
): Omit<MatchPeople, 'paid' | 'unpaid'> {
  const { plan, field } = compiler
  const [bars, rules, held] = [barsExactly(compiler, bonus), rulesOf(compiler, bonus), heldBy(plan, field)]
  const days = new Map<number, number>()
  const dayOf = (atMs: number): number => {
    const day = days.get(atMs) ?? dayNumberAt(atMs, plan.timeZone)
    days.set(atMs, day)
    return day
  }
  return {
    bonus,
    rules,
    held,
    evaluations: evaluations.map(arrivalsOf),
    ageOf: agesOf(plan),
    payeeMsOf: ({ untilMs }) => payeeMoment(plan, untilMs - 1),
    bar(person, payeeMs) {
      // Whoever joins after an evaluation was nobody in it.
      if (payeeMs !== undefined && (field.joinedDay[person] ?? 0) > dayOf(payeeMs)) return 'not_paid'
      return bars[person] === 0 ? undefined : bars[person] === 1 ? 'not_paid' : 'not_qualified'
    },
  }
}

function arrivalsOf({ window, values, decimals, left, right }: Evaluation): Arrivals {
  const of = (column: Float64Array) => numberValue({ values: column, decimals })
  return {
    period: window.label,
    untilMs: window.untilMs,
    left: of(left),
    right: of(right),
    own: of(values),
  }
}

/** What the plan says of what somebody with a status carries. */
function heldBy({ changes }: Plan, { status }: FieldColumns): MatchPeople['held'] {
  if (!changes) return () => undefined
  return (person) => {
    if (status[person] === personStatusOf.suspended) return changes.suspended.carry
    return status[person] === personStatusOf.terminated ? changes.terminated.carry : undefined
  }
}

function rulesOf(compiler: Compiler, bonus: BinaryBonus): MatchRules {
  const number = (rule: Rule): ((person: number) => Exact) => {
    const { expression } = rule
    if (expression.node !== 'number') return exactValues(compiler, rule, bonus.tree)
    return () => expression.value
  }
  const of = (rule: Rule | undefined) => (rule ? number(rule) : () => undefined)
  const [strong, weak] = [number(bonus.cycle.strong), number(bonus.cycle.weak)]
  return {
    cycle: (person) => ({ strong: strong(person), weak: weak(person) }),
    perCycle: of(bonus.perCycle),
    rate: of(bonus.rate),
    unit: bonus.unitValue ? number(bonus.unitValue) : () => ONE,
    minimumSide: of(bonus.minimumSide),
    maximumSide: of(bonus.maximumSide),
    maximumCycles: of(bonus.maximumCycles),
    carryLimit: of(bonus.carryLimit),
    carryPeriods: of(bonus.carryPeriods),
  }
}

type Left = (person: number, carried: Carried, isNewlyQualified: boolean) => void

type Matcher = Readonly<{
  /** Matches everybody, and tells what is left of the sides where somebody asks. */
  everybody: (left: Left | undefined) => void
  /** Those who share a cap with a person, in the order in which they are paid. */
  together: (person: number) => readonly number[]
  some: (positions: readonly number[]) => void
}>

function matcher(
  { field }: Compiler,
  people: MatchPeople,
  evaluations: readonly Evaluation[],
  cap: Cap | undefined,
): Matcher {
  const { bonus, bar, payeeMsOf } = people
  const { before } = field
  const lots = (side: 'left' | 'right') => lotsBefore(before.lots(bonus.name, side), field.people)
  const [onLeft, onRight] = [lots('left'), lots('right')]
  const ever = before.everQualified(bonus.name)
  const hasOwn = bonus.ownVolume !== 'none'
  const isIdle = (person: number, carried: Carried): boolean =>
    carried.left.length + carried.right.length === 0 &&
    evaluations.every(
      ({ left, right, values }) =>
        left[person] === 0 && right[person] === 0 && !(hasOwn && values[person] !== 0),
    )
  const one = (person: number, caps: CapRoom, left: Left | undefined): void => {
    const carried = { left: onLeft(person), right: onRight(person) }
    const wasQualified = ever?.[person] === 1
    // Most people have nothing on their sides.
    const isQualified = isIdle(person, carried)
      ? people.evaluations.some((evaluation) => bar(person, payeeMsOf(evaluation)) === undefined)
      : matchPerson(people, person, { carried, caps, wasQualified })
    left?.(person, carried, isQualified && !wasQualified)
  }
  const together = (positions: readonly number[], left?: Left): void => {
    const caps = roomIn(cap, positions[0] ?? -1)
    for (const person of positions) one(person, caps, left)
  }
  return {
    together: (person) => cap?.positions(person) ?? [person],
    some: (positions) => together(positions),
    everybody(left) {
      for (let person = 0; person < field.people; person++) {
        if (!cap) {
          one(person, NO_CAP, left)
          continue
        }
        const positions = cap.positions(person)
        if (positions[0] === person) together(positions, left)
      }
    },
  }
}

const NO_CAP: CapRoom = { free: () => undefined, take: () => undefined }

/** The cap of the first of some positions, which they share. */
function roomIn(cap: Cap | undefined, holder: number): CapRoom {
  if (!cap) return NO_CAP
  let left = cap.most(holder)
  return {
    free: () => positive(left),
    take: (_, amount) => void (left = subtract(left, amount)),
  }
}

/** What a bonus finds, person by person. */
type WrittenExact = Readonly<{ amounts: ExactColumn; lost: ExactColumn; unrounded?: ExactColumn }>

/** Columns of what is found, who is told of it, and how a person's is forgotten. */
function foundIn(compiler: Compiler, bonus: BinaryBonus) {
  const { room } = compiler
  const digits = digitsOf(compiler, bonus)
  const minor = minorOf(bonus, digits)
  const unrounded = bonus.roundedPer === 'line' ? exactColumn(room) : undefined
  const [amounts, lost] = [exactColumn(room), exactColumn(room)]
  const found: WrittenExact = { amounts, lost, ...(unrounded && { unrounded }) }
  const addTo = (column: ExactColumn, person: number, amount: Exact): void =>
    column.set(person, add(column.get(person), amount))
  const sink: Pick<MatchPeople, 'paid' | 'unpaid'> = {
    paid(person, { amount }) {
      addTo(amounts, person, unrounded ? exactMinor(BigInt(minor(amount)), digits) : amount)
      if (unrounded) addTo(unrounded, person, amount)
    },
    unpaid(person, { amount, lost: isLost }) {
      if (isLost) addTo(lost, person, amount)
    },
  }
  const forget = (person: number): void => {
    amounts.set(person, ZERO)
    lost.set(person, ZERO)
    unrounded?.set(person, ZERO)
  }
  return { found, sink, forget }
}

/** What waits on the sides of people for later periods, and who was qualified for the first time. */
function leftRows({ period }: Compiler, { name }: BinaryBonus) {
  const [left, right, qualified] = [lotRows(), lotRows(), growingInts()]
  const note: Left = (person, carried, isNewlyQualified) => {
    left.add(person, carried.left)
    right.add(person, carried.right)
    if (isNewlyQualified) qualified.push(person)
  }
  const marks = (): readonly Marks[] => [
    left.marks(`${name} left`),
    right.marks(`${name} right`),
    plainMarks(`${name} qualified`, [...qualified.values()], period, 'true'),
  ]
  return { note, marks }
}

/** Keeps how those above somebody who changed are matched again, with whoever shares a cap with one of them. */
function keepMatch(
  renewal: Renewal,
  { list, gather }: Along,
  {
    match,
    found,
    forget,
  }: Readonly<{ match: Matcher; found: WrittenExact; forget: (person: number) => void }>,
): void {
  renewal.steps.push(() => {
    const done = new Set<number>()
    const changed: number[] = []
    for (const listed of list.subarray(0, gather())) {
      const positions = match.together(listed)
      const [holder = listed] = positions
      if (positions.length > 1 && done.has(holder)) continue
      if (positions.length > 1) done.add(holder)
      const paid = positions.map((person) => found.amounts.get(person))
      for (const person of positions) forget(person)
      match.some(positions)
      positions.forEach((person, at) => {
        if (compare(found.amounts.get(person), paid[at] ?? ZERO) !== 0) changed.push(person)
      })
    }
    if (!renewal.isOfAll()) renewal.include(changed)
  })
}
