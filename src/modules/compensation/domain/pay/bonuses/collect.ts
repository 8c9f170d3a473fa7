import { least, negate, ONE, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { BinaryBonus, Bonus } from '../../language/plan.ts'
import { exclusions } from '../by-hand.ts'
import { conditionRule, numberRule } from '../evaluate.ts'
import { waived } from '../make-world.ts'
import { missingOf } from '../missing.ts'
import type { SkipReason } from '../pay-result.ts'
import { debtBefore, inTime } from '../volumes.ts'
import { takenBackApart } from '../taken-back.ts'
import type { At, Credit, World } from '../world.ts'
import { atPayee, atPerson } from '../world.ts'

/** A part of somebody's bonus; people by number, -1 for nobody; the amount in major units. */
export type Part = Readonly<{
  payee: number
  order: string
  source: number
  level: number | undefined
  base: Exact | undefined
  rate: Exact | undefined
  amount: Exact
  note: string
}>

/** A part that was not paid; `lost` says whether it stays with the company. */
export type Skip = Readonly<{
  payee: number
  order: string
  source: number
  level: number | undefined
  amount: Exact
  reason: SkipReason
  missing: string
  lost: boolean
}>

/** A row of the state that a bonus leaves. */
export type Mark = Readonly<{ person: number; name: string; value: string; period: string }>

export type Bar = 'not_paid' | 'not_qualified'

/**
 * The part of a bonus that one person is paid, where what needs everybody is known already: the engines go over these sources
 * alone. The sources have to be all whose walk reaches the payee, or those that are asked about.
 */
export type Focus = Readonly<{
  payee: number
  sources: readonly number[]
  /** Whether what others get on the way is kept too. */
  keepsOthers: boolean
  everybody: Everybody
}>

/** What a bonus of one person needs of everybody. */
export type Everybody = Readonly<{
  pool: PoolStand | undefined
  /** The share that a cap of the company leaves; undefined where it takes nothing. */
  companyShare: Exact | undefined
  /** What those found who share the payee's cap and are paid before, in the order in which they are. */
  before: readonly FoundBefore[]
  /**
   * What a person with everybody below brings to the sides of a binary in one of its evaluations; undefined where people changed
   * places, so that it is summed stretch by stretch.
   */
  teamVolume: ((bonus: BinaryBonus, evaluation: string, person: number) => Exact) | undefined
}>

/** Where nothing that everybody has together is asked for. */
export const nothingOfOthers: Everybody = {
  pool: undefined,
  companyShare: undefined,
  before: [],
  teamVolume: () => ZERO,
}

/** What a bonus found for a position before its cap. */
export type FoundBefore = Readonly<{ person: number; found: Exact }>

/** How a pool is divided among everybody. */
export type PoolStand = Readonly<{
  isNobody: boolean
  /** The sum of all shares, where it is divided by them. */
  shares: Exact
  /** The person's part, where the sum of all shares does not say it. */
  part: PoolPart | undefined
}>

/** What comes to somebody of a pool: the fraction of the fund, the place that it is for, and what that is without a unit. */
export type PoolPart = Readonly<{ fraction: Exact; level: number | undefined; amount: Exact }>

/** Where a bonus puts what it finds, and what every kind asks. */
export type Collector = Readonly<{
  world: World
  parts: Part[]
  skips: Skip[]
  marks: Mark[]
  /** Where only one payee is computed. */
  focus: Focus | undefined
  /** Why a person may not be paid the bonus, or undefined; with an instant, by kind and status then. */
  bar: (person: number, payeeMs?: number) => Bar | undefined
  missing: (person: number, payeeMs?: number) => string
  unit: (person: number) => Exact
}>

export function collectorFor(world: World, bonus: Bonus, focus?: Focus): Collector {
  const qualified = conditionRule(world, bonus.qualified, 'person')
  const paid = world.column('paid')
  const unitValue = bonus.unitValue && numberRule(world, bonus.unitValue, 'person')
  const placeOf = (person: number, payeeMs?: number): At => ({ ...atPayee(bonus, person), payeeMs })
  const paidThen = conditionRule(world, world.plan.paid, 'person')
  const paidAt = (person: number, payeeMs: number | undefined): boolean => {
    if (payeeMs === undefined) return paid(person) === true
    const joinedAtMs = world.population.people[person]?.joinedAtMs
    if (joinedAtMs !== undefined && joinedAtMs > payeeMs) return false
    return paidThen({ ...atPerson(person), payeeMs })
  }
  const excluded = (person: number) => exclusionsOf(world, bonus, person)
  const bars: (Bar | 'none' | undefined)[] = []
  const barsThen = new Map<string, Bar | 'none'>()
  const barOf = (person: number, payeeMs: number | undefined): Bar | 'none' => {
    if (!paidAt(person, payeeMs)) return 'not_paid'
    if (excluded(person).length > 0) return 'not_qualified'
    const holds = qualified(placeOf(person, payeeMs)) || waived(world, bonus.name, person)
    return holds ? 'none' : 'not_qualified'
  }
  return {
    world,
    parts: [],
    skips: [],
    marks: [],
    focus,
    bar(person, payeeMs) {
      const key = payeeMs === undefined ? '' : `${person} ${payeeMs}`
      const known = (key === '' ? bars[person] : barsThen.get(key)) ?? barOf(person, payeeMs)
      if (key === '') bars[person] = known
      else barsThen.set(key, known)
      return known === 'none' ? undefined : known
    },
    missing(person, payeeMs) {
      const [byHand] = paidAt(person, payeeMs) ? excluded(person) : []
      if (byHand) return `excluded: ${byHand.reason}`
      const rule = paidAt(person, payeeMs) ? bonus.qualified : world.plan.paid
      return missingOf(world, rule, placeOf(person, payeeMs)).join('; ')
    },
    unit: (person) => (unitValue ? unitValue(placeOf(person)) : ONE),
  }
}

/** The corrections by hand that keep a person from a bonus. */
export function exclusionsOf(world: World, bonus: Bonus, person: number) {
  const personId = world.population.people[person]?.id
  return exclusions(world.input.adjustments, { bonus: bonus.name, personId, period: world.period })
}

/** Whoever is computed: everybody, or one. */
export function payeesOf({ world, focus }: Collector): Iterable<number> {
  return focus ? [focus.payee] : world.population.people.keys()
}

/** The credits of a volume that a bonus pays on: those of its own period, without returns that are reversed line by line. */
export function creditsFor(world: World, volume: string): readonly Credit[] {
  return counted(world, volume, world.periodCredits(volume))
}

/**
 * The credits that come to the sides of a binary, which pays no order that could be reversed: a return that others give back line
 * by line is negative volume there, where the plan counts it as volume at all.
 */
export function creditsOnSides(world: World, volume: string): readonly Credit[] {
  return world.plan.returns.mode === 'reverse'
    ? usable(world, volume, world.periodCredits(volume))
    : creditsFor(world, volume)
}

/** Those that go to one person. */
export function creditsOfOwner(world: World, volume: string, owner: number): readonly Credit[] {
  return counted(world, volume, world.creditsOf(volume, owner))
}

/** The credits that a collector looks at: everybody's, or those of its sources. */
export function creditsIn({ world, focus }: Collector, volume: string): readonly Credit[] {
  if (!focus) return creditsFor(world, volume)
  return focus.sources.flatMap((source) => creditsOfOwner(world, volume, source))
}

function counted(world: World, volume: string, all: readonly Credit[]): readonly Credit[] {
  return usable(
    world,
    volume,
    all.filter(({ line }) => line === undefined || !takenBackApart(world, line.order)),
  )
}

function usable(world: World, volume: string, credits: readonly Credit[]): readonly Credit[] {
  return world.plan.negativeVolume === 'kept' ? credits : withoutNegative(world, volume, credits)
}

/**
 * Where volume below zero counts as zero, negative lines and a debt use up the oldest positive lines. Returns that are
 * reversed line by line are none of these lines but for a binary: they would take back twice.
 */
function withoutNegative(world: World, volume: string, credits: readonly Credit[]): readonly Credit[] {
  const usedUp = new Map<number, Exact>()
  for (const { owner, value } of credits) {
    if (owner < 0) continue
    const before = usedUp.get(owner) ?? negate(debtBefore(world, volume, owner))
    usedUp.set(owner, sign(value) < 0 ? subtract(before, value) : before)
  }
  return credits.toSorted(inTime).flatMap((credit) => {
    if (sign(credit.value) <= 0) return []
    const taken = least(usedUp.get(credit.owner) ?? ZERO, credit.value)
    if (sign(taken) <= 0) return [credit]
    usedUp.set(credit.owner, subtract(usedUp.get(credit.owner) ?? ZERO, taken))
    const value = subtract(credit.value, taken)
    return sign(value) > 0 ? [{ ...credit, value }] : []
  })
}
