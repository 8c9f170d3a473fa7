import type { Rule } from '../../language/expression.ts'
import type { BinaryBonus, Plan } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import {
  asNumberCode,
  boundValues,
  constantCode,
  NotCompiled,
  numberCode,
  program,
  scaled,
  type Bound,
  type NumberCode,
} from '../code.ts'
import { compileRule } from '../compile-rule.ts'
import { atPerson, type Compiler } from '../compiler.ts'
import { numberColumn } from '../number-column.ts'
import { plainMarks, type Marks } from '../marks.ts'
import { keepArisen } from '../renew/renew-binary.ts'
import { keepAgain } from '../renew/renewal.ts'
import { matchAgainText, matchText, type Cycle, type MatchTexts } from './binary-program.ts'
import { LEFT, RIGHT, sidesOf, type Arisen, type Sides } from './binary-sides.ts'
import { barsOf, nothingLost, numbersOf, type Found } from './found.ts'
import { lotKeeper, lotsOfPeriod } from './lots.ts'

/**
 * Matches the two sides of everybody once, in whole cycles, and remembers what stays on them by the period in which it arose.
 * Carried volume never expires here.
 */
export function findBinary(
  compiler: Compiler,
  bonus: BinaryBonus,
  arisen: Arisen,
): Readonly<{ found: Found; marks: () => readonly Marks[] }> {
  const { hand, period, field, room, renewal } = compiler
  const { before } = field
  const lots = { left: before.lots(bonus.name, 'left'), right: before.lots(bonus.name, 'right') }
  const lotDecimals = [lots.left, lots.right].map(({ micro }) => numberColumn(micro).decimals)
  const volumeDecimals = Math.max(field.volume(bonus.on).decimals, ...lotDecimals)
  const bound = boundValues()
  const { texts, decimals, moneyDecimals } = textsOf(compiler, bonus, bound, volumeDecimals)
  if (renewal)
    keepArisen(renewal, renewal.along(bonus.tree), [{ ...arisen, volume: field.volume(bonus.on).values }])
  const sides = sidesOf(compiler, bonus, arisen, decimals)
  const bars = barsOf(compiler, bonus)
  const ever = before.everQualified(bonus.name)
  const kept =
    lots.left.person.length + lots.right.person.length === 0
      ? undefined
      : {
          left: lotKeeper(lots.left, decimals, period),
          right: lotKeeper(lots.right, decimals, period),
        }
  const found = { money: room.floats(), lost: nothingLost(compiler, bonus), decimals: moneyDecimals }
  const keep = kept && keeper(compiler, bonus, kept, sides, decimals)
  hand.run(bound, matchText(bonus, bound, texts, { sides, bars, ever, ...found, keep }))
  if (renewal) {
    const along = renewal.along(bonus.tree)
    const again = { sides, bars, ever, ...found, list: along.list }
    keepAgain(renewal, along, found.money, program(bound, 'n', matchAgainText(bonus, bound, texts, again)))
  }
  const { name } = bonus
  const marks = () => [
    kept?.left.marks(`${name} left`) ?? lotsOfPeriod(`${name} left`, sides.left, decimals, period),
    kept?.right.marks(`${name} right`) ?? lotsOfPeriod(`${name} right`, sides.right, decimals, period),
    plainMarks(`${name} qualified`, newlyQualified(bars, ever), period, 'true'),
  ]
  return { found, marks }
}

function newlyQualified(bars: Uint8Array, ever: Uint8Array | undefined): readonly number[] {
  const people: number[] = []
  for (let person = 0; person < bars.length; person++)
    if (bars[person] === 0 && ever?.[person] !== 1) people.push(person)
  return people
}

type Kept = Readonly<Record<'left' | 'right', ReturnType<typeof lotKeeper>>>

/** Remembers what stays on both sides of a person, by the periods in which it arose. */
function keeper(
  compiler: Compiler,
  { carryLimit }: BinaryBonus,
  kept: Kept,
  sides: Sides,
  decimals: number,
): (...moved: readonly number[]) => void {
  const limits = carryLimit && numbersOf(compiler, carryLimit, atPerson())
  const limitOf = (one: number): number | undefined =>
    limits && exactly((limits.values[one] ?? 0) * 10 ** (decimals - limits.decimals))
  compiler.hand.finish()
  return (
    one = 0,
    left = 0,
    right = 0,
    takenLeft = 0,
    takenRight = 0,
    clearsLeft = 0,
    clearsRight = 0,
    isDropped = 0,
  ) => {
    const own = sides.own[one] ?? 0
    const side = sides.ownSide?.[one]
    const [toLeft, toRight] = [side === LEFT ? own : 0, side === RIGHT ? own : 0]
    const of = { dropped: isDropped === 1, limit: limitOf(one) }
    kept.left.move(one, {
      ...of,
      arrived: left - (sides.carriedLeft?.[one] ?? 0) - toLeft,
      own: toLeft,
      taken: takenLeft,
      cleared: clearsLeft === 1,
      left: sides.left[one] ?? 0,
    })
    kept.right.move(one, {
      ...of,
      arrived: right - (sides.carriedRight?.[one] ?? 0) - toRight,
      own: toRight,
      taken: takenRight,
      cleared: clearsRight === 1,
      left: sides.right[one] ?? 0,
    })
  }
}

/**
 * Whether the sides are matched once and in whole cycles of the same size for everybody: a program over columns says that. Whatever
 * else a plan says is matched person by person.
 */
export function isMatchedAtOnce({ changes }: Plan, bonus: BinaryBonus): boolean {
  const { cycle } = bonus
  const holdsBack = [changes?.suspended, changes?.terminated].some((one) => one && one.carry !== 'by_bonus')
  return (
    bonus.cycles === 'whole' &&
    bonus.carryPeriods === undefined &&
    bonus.evaluated === 'period' &&
    !(bonus.cap && bonus.overCap === 'keep') &&
    [cycle.strong, cycle.weak].every((side) => sizeOf(side) !== undefined) &&
    !holdsBack &&
    changes?.payees !== 'at_order'
  )
}

/** The rules of a bonus as texts about a person `p`; those of volume share their decimals with the sides. */
function textsOf(
  compiler: Compiler,
  bonus: BinaryBonus,
  bound: Bound,
  volumeDecimals: number,
): Readonly<{ texts: MatchTexts; decimals: number; moneyDecimals: number }> {
  const of = (rule: Rule | undefined) =>
    rule && asNumberCode(compileRule({ ...compiler, bound }, rule.expression, atPerson()))
  const [minimum, maximum, limit] = [of(bonus.minimumSide), of(bonus.maximumSide), of(bonus.carryLimit)]
  const [strong, weak] = [knownSize(bonus.cycle.strong), knownSize(bonus.cycle.weak)]
  const sizes = [constantCode(strong), constantCode(weak)]
  const decimals = Math.max(
    volumeDecimals,
    ...[...sizes, minimum, maximum, limit].map((one) => one?.decimals ?? 0),
  )
  const asVolume = (code: NumberCode | undefined): string | undefined =>
    code && `${bound.name(exactly)}(${scaled(code, decimals)})`
  const cycle: Cycle = {
    strong: inDecimals(strong, decimals),
    weak: inDecimals(weak, decimals),
    isByTurns: bonus.strongSide === 'each_cycle' && strong !== weak,
  }
  const cycles = of(bonus.maximumCycles)
  const perCycle = perCycleOf(compiler, bonus, bound)
  return {
    texts: {
      cycle,
      perCycle: perCycle.text,
      minimumSide: asVolume(minimum),
      maximumSide: asVolume(maximum),
      maximumCycles: cycles && `Math.floor(${cycles.text}/${10 ** cycles.decimals})`,
      carryLimit: asVolume(limit),
    },
    decimals,
    moneyDecimals: perCycle.decimals,
  }
}

/** What a cycle uses of a side, in millionths, where it is a decimal that is the same for everybody. */
function sizeOf({ expression }: Rule): number | undefined {
  return expression.node === 'number' && typeof expression.value === 'number' ? expression.value : undefined
}

function knownSize(side: Rule): number {
  const size = sizeOf(side)
  if (size === undefined) throw new NotCompiled('a cycle that is a rule, or no decimal')
  return size
}

/** Millionths as a whole multiple of 10^-decimals, where they are one. */
function inDecimals(micro: number, decimals: number): number {
  return decimals > 6 ? exactly(micro * 10 ** (decimals - 6)) : micro / 10 ** (6 - decimals)
}

/** Money for one cycle: the fixed sum, or the rate of the weaker side's share of a cycle. */
function perCycleOf(compiler: Compiler, bonus: BinaryBonus, bound: Bound): NumberCode {
  const of = (rule: Rule, tree = 'sponsor') =>
    asNumberCode(compileRule({ ...compiler, bound }, rule.expression, { person: 'p', tree }))
  if (bonus.perCycle) return of(bonus.perCycle)
  if (!bonus.rate) throw new NotCompiled('a cycle without a value')
  const [rate, units] = [of(bonus.rate), bonus.unitValue && of(bonus.unitValue, bonus.tree)]
  const size = knownSize(bonus.cycle.weak)
  const weak = constantCode(size)
  const exact = bound.name(exactly)
  const used = `${exact}(${rate.text}*${inDecimals(size, weak.decimals)})`
  return numberCode(
    units ? `${exact}(${used}*${units.text})` : used,
    rate.decimals + weak.decimals + (units?.decimals ?? 0),
  )
}
