import { add, compare, divide, exactOf, exactText, sign, ZERO, type Exact } from '#shared/exact.ts'
import { unmetDeep, type Need } from '../figures/needs.ts'
import type { Bonus } from '../language/plan.ts'
import { payDigits } from '../pay/settle.ts'
import { atPerson } from '../pay/world.ts'
import { barsOf } from './bar.ts'
import { lacksOf } from './lacks.ts'
import { changesWhole, sumOf } from './sources.ts'
import type { Walk } from './walk-for.ts'

export type WhyCode =
  | 'paid'
  /** `paid` of the plan, or `qualified` of the bonus, does not hold. */
  | 'not_paid'
  | 'not_qualified'
  /** Nothing that counts was sold where the bonus looks. */
  | 'no_volume'
  /** The own rate is nothing: the first step of its table was not reached. */
  | 'no_rate'
  /** The whole own rate was taken below. */
  | 'no_difference'
  /** It went to somebody else. */
  | 'passed_over'
  | 'already_paid'
  /** A cap or a limit left nothing. */
  | 'capped'
  /** It is less than half of the smallest coin. */
  | 'rounded'
  /** What the bonus pays for is not there. */
  | 'nothing_to_pay'

export type Why = Readonly<{ code: WhyCode; needs: readonly Need[] }>

/** Why an amount is there, or all reasons why there is none, each with what is missing: once all of it is met, the bonus pays. */
export function whyOf(walk: Walk, bonus: Bonus, person: number, minor: bigint): readonly Why[] {
  if (minor !== 0n) return [{ code: 'paid', needs: [] }]
  const bars = barsOf(walk.world, bonus, person).map(({ reason, needs }): Why => ({ code: reason, needs }))
  const whole = changedWhole(walk, bonus)
  const reasons = [...bars, ...whole, ...wentPast(walk, bonus, person, bars.length > 0)]
  const found = foundIn(walk)
  const least = smallestPaid(walk.world.plan, bonus)
  if (reasons.length > 0 && (whole.length > 0 || compare(found, least) >= 0)) return reasons
  if (sign(found) > 0) return [...reasons, { code: 'rounded', needs: [coinNeed(found, least)] }]
  const all = [...reasons, ...passedUp(walk), ...lacksOf(walk.world, bonus, person)]
  return all.length > 0 ? all : [{ code: 'nothing_to_pay', needs: [] }]
}

/** What is paid or would be, before what changes the whole. */
function foundIn(walk: Walk): Exact {
  // What a leader brought and nobody above took was never the leader's own.
  const apart = new Set(['capped', 'limited', 'nobody_above'])
  const lost = walk.unpaid.filter(({ reason }) => !apart.has(reason))
  return add(toldIn(walk), sumOf(lost.map(({ amount }) => amount)))
}

/** What lines and legs come to, without those of a note. What legs bring stands in their sum, what is about the whole in its lines. */
function toldIn({ lines, all }: Pick<Walk, 'lines' | 'all'>, without?: string): Exact {
  const told = lines.filter((line) => line.note !== without && (all === undefined || changesWhole(line)))
  return add(all?.amount ?? ZERO, sumOf(told.map(({ amount }) => amount)))
}

/** A cap, a limit or rounding that left nothing of what was found, or a payment that comes once and came. */
function changedWhole({ world, lines, unpaid, all }: Walk, bonus: Bonus): readonly Why[] {
  const isCut = ({ note }: Readonly<{ note: string }>): boolean =>
    note.includes('capped') || note.startsWith('limit:') || note === 'scaled down'
  if (lines.some(isCut)) {
    const most = unpaid.filter(({ reason }) => reason === 'capped' || reason === 'limited')
    return [
      { code: 'capped', needs: most.map(({ missing }) => ({ kind: 'words', what: missing, isMet: false })) },
    ]
  }
  if (lines.some(({ note }) => note === 'rounding')) {
    const found = toldIn({ lines, all }, 'rounding')
    return sign(found) > 0
      ? [{ code: 'rounded', needs: [coinNeed(found, smallestPaid(world.plan, bonus))] }]
      : []
  }
  return unpaid.some(({ reason }) => reason === 'already_paid') ? [{ code: 'already_paid', needs: [] }] : []
}

/** The smallest amount that is not rounded to nothing. */
function smallestPaid(plan: Walk['world']['plan'], bonus: Bonus): Exact {
  const coin = bonus.roundTo ?? divide(exactOf(1), exactOf(10 ** payDigits(plan, bonus.currency)))
  return bonus.rounding === 'down' ? coin : divide(coin, exactOf(2))
}

function coinNeed(found: Exact, needed: Exact): Need {
  // Half of a coin goes to the even one by the rule of half_even, which is none.
  const missing = compare(found, needed) < 0 ? add(needed, negated(found)) : ZERO
  return {
    kind: 'number',
    what: 'the amount before rounding',
    isMet: false,
    by: 'at_least',
    needed: exactText(needed),
    reached: exactText(found),
    missing: exactText(missing),
  }
}

function negated(value: Exact): Exact {
  return add(ZERO, typeof value === 'number' ? -value : { n: -value.n, d: value.d })
}

/** A leader whose whole share went on as the guarantee of those above. */
function passedUp({ lines }: Walk): readonly Why[] {
  const passed = lines.filter(({ note }) => note === 'guarantee passed up').map(({ amount }) => amount)
  if (passed.length === 0) return []
  const brought = sumOf(lines.map(({ amount }) => amount).filter((amount) => sign(amount) > 0))
  const need: Need = {
    kind: 'number',
    what: 'what leaders below bring',
    isMet: false,
    by: 'more_than',
    needed: exactText(negated(sumOf(passed))),
    reached: exactText(brought),
    missing: '0',
  }
  return [{ code: 'passed_over', needs: [need] }]
}

/** What went on to others though the person may be paid: the person takes no part in the levels. */
function wentPast({ world, unpaid }: Walk, bonus: Bonus, person: number, isBarred: boolean): readonly Why[] {
  if (bonus.kind !== 'levels' || bonus.steps.by !== 'levels' || typeof bonus.steps.counts === 'string')
    return isBarred || !unpaid.some(({ reason }) => reason === 'passed_over')
      ? []
      : [{ code: 'passed_over', needs: [] }]
  const needs = unmetDeep(world, bonus.steps.counts, { ...atPerson(person), tree: bonus.tree })
  return needs.length > 0 ? [{ code: 'passed_over', needs }] : []
}
