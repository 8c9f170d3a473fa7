import { exactText, sign, type Exact } from '#shared/exact.ts'
import type { Need } from '../figures/needs.ts'
import type { Bonus } from '../language/plan.ts'
import { creditsOfOwner } from '../pay/bonuses/collect.ts'
import { below } from '../pay/tree.ts'
import type { World } from '../pay/world.ts'
import { barOf } from './bar.ts'
import { rateStepOf } from './rate.ts'
import { baseVolume } from './sources.ts'
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

/** Why an amount is there, or why there is none; each code with what is missing, as far as it can be said in conditions. */
export function whyOf({ world, lines, unpaid }: Walk, bonus: Bonus, person: number, minor: bigint): Why {
  if (minor !== 0n) return { code: 'paid', needs: [] }
  const bar = barOf(world, bonus, person)
  if (bar) return { code: bar.reason, needs: bar.needs }
  if (
    lines.some(({ note }) => note.includes('capped') || note.startsWith('limit:') || note === 'scaled down')
  )
    return { code: 'capped', needs: [] }
  if (lines.some(({ note }) => note === 'rounding')) return { code: 'rounded', needs: [] }
  const reasons = new Set(unpaid.map(({ reason }) => reason))
  if (reasons.has('already_paid')) return { code: 'already_paid', needs: [] }
  if (!hasVolume(world, bonus, person)) return { code: 'no_volume', needs: [] }
  if (reasons.size > 0) return { code: 'passed_over', needs: [] }
  const step = rateStepOf(world, bonus, person)
  const needs = step?.next ? [stepNeed(step.by, step.reached, step.next)] : []
  if (step && sign(step.rate) === 0) return { code: 'no_rate', needs }
  return { code: bonus.kind === 'differential' ? 'no_difference' : 'nothing_to_pay', needs }
}

function stepNeed(by: string, reached: Exact, next: Readonly<{ from: Exact; missing: Exact }>): Need {
  return {
    kind: 'number',
    what: by,
    isMet: false,
    by: 'at_least',
    needed: exactText(next.from),
    reached: exactText(reached),
    missing: exactText(next.missing),
  }
}

/** Whether anything lies where the bonus looks; of what is not paid on a volume it is not said. */
function hasVolume(world: World, bonus: Bonus, person: number): boolean {
  const own = baseVolume(world.plan, bonus)
  const volume = own ?? volumeOf(bonus)
  if (volume === undefined) return true
  const tree = world.population.tree('tree' in bonus ? bonus.tree : 'sponsor')
  for (const one of own === undefined ? below(tree, person, true) : [person])
    if (creditsOfOwner(world, volume, one).length > 0) return true
  return false
}

function volumeOf(bonus: Bonus): string | undefined {
  if (bonus.kind === 'differential' || bonus.kind === 'binary') return bonus.on
  return bonus.kind === 'levels' && bonus.source.from === 'volume' ? bonus.source.volume : undefined
}
