import type { DifferentialBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { flowOf, type Flow } from '../bonuses/differential.ts'
import { levelsGround, type LevelsGround } from '../bonuses/levels.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { TreeColumns } from '../field-columns.ts'
import type { Money } from '../climbs/bring.ts'
import { climbMoney } from '../climbs/find-by-climbs.ts'
import { readsCourses } from '../climbs/climb-times.ts'
import { goesByClimbs, type TeamBonus } from '../climbs/goes-by-climbs.ts'
import type { ClimbGround } from '../climbs/climb-ground.ts'
import { differentialRates } from './differential-rates.ts'
import { levelRates } from './level-rates.ts'
import { teamOf } from './team-index.ts'
import { climbRates } from './climb-rates.ts'

/** The columns of a bonus that its shares are read from; the same for everybody who is paid. */
export type Ground = Readonly<{
  tree: TreeColumns
  base: Float64Array
  bars: Uint8Array
  decimals: Readonly<{ base: number; rate: number }>
}> &
  (
    | Readonly<{ kind: 'levels' } & LevelsGround>
    | Readonly<{ kind: 'differential'; bonus: DifferentialBonus } & Flow>
    | Readonly<{ kind: 'climbs'; money: Money } & ClimbGround>
  )

const grounds = new WeakMap<Compiler, Map<string, Ground>>()

/** The columns of a bonus, made when they are first asked for. */
export function groundOf(compiler: Compiler, bonus: TeamBonus): Ground {
  const known = grounds.get(compiler) ?? new Map<string, Ground>()
  grounds.set(compiler, known)
  const before = known.get(bonus.name)
  if (before) return before
  const made = madeGround(compiler, bonus)
  known.set(bonus.name, made)
  return made
}

function madeGround(compiler: Compiler, bonus: TeamBonus): Ground {
  if (goesByClimbs(bonus)) {
    // Whoever asks for the share of each source asks for one rate, and not for one of each order.
    if (readsCourses(bonus)) throw new NotCompiled('shares of what orders bring by volumes in their course')
    return { kind: 'climbs', ...climbMoney(compiler, bonus) }
  }
  return bonus.kind === 'levels'
    ? { kind: 'levels', ...levelsGround(compiler, bonus) }
    : { kind: 'differential', bonus, ...flowOf(compiler, bonus) }
}

/**
 * What one person gets of a unit of everybody's base below, in 10^-decimals: by the place in the team, which is the stretch of
 * the tree's order from `from` on. Where the person may not be paid it is what would have come.
 */
export type Rates = Readonly<{
  from: number
  rates: Float64Array
  /** Whether the person is paid these rates, or gets none of them. */
  isPaid: boolean
  /** How the base of somebody arrives, where that decides what becomes of what is not paid: equal numbers are of one kind. */
  arrives: (at: number) => number
  /** What the rates come to where single parts are rounded, or turned into money one by one. */
  amounts?: Readonly<{ values: Float64Array; decimals: number }>
}>

/** The rates of one person on everybody in the team, in one pass from the person down. */
export function ratesOf(ground: Ground, payee: number): Rates {
  if (ground.kind === 'climbs') return climbRates(ground, payee)
  return ground.kind === 'levels' ? levelRates(ground, payee) : differentialRates(ground, payee)
}

/** What a stretch of the order brings, in 10^-(decimals of rate and base), and how many of it bring something. */
export type Brought = Readonly<{ sum: bigint; sources: number }>

/** What the team of a person brings to whoever the rates are of. */
export function teamBrings(ground: Ground, rates: Rates, person: number): Brought {
  const team = teamOf(ground.tree, person)
  return stretchBrings(ground, rates, team.from, team.until)
}

/** What somebody's own orders bring to whoever the rates are of. */
export function placeBrings(ground: Ground, rates: Rates, person: number): Brought {
  const { from } = teamOf(ground.tree, person)
  return stretchBrings(ground, rates, from, from + 1)
}

function broughtAt({ tree, base }: Ground, { from, rates, amounts }: Rates, place: number): number {
  if (amounts) return amounts.values[place - from] ?? 0
  const rate = rates[place - from] ?? 0
  return rate === 0 ? 0 : exactly(rate * (base[tree.order[place] ?? 0] ?? 0))
}

const HALF = 2 ** 52

function stretchBrings(ground: Ground, rates: Rates, first: number, until: number): Brought {
  let [large, small, sources] = [0n, 0, 0]
  for (let place = first; place < until; place++) {
    const brought = broughtAt(ground, rates, place)
    if (brought === 0) continue
    sources += 1
    small += brought
    if (small > HALF || small < -HALF) {
      large += BigInt(exactly(small))
      small = 0
    }
  }
  return { sum: large + BigInt(exactly(small)), sources }
}
