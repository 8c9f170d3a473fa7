import type { Bonus, DifferentialBonus, LevelsBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { flowOf, type Flow } from '../bonuses/differential.ts'
import { levelsGround, type LevelsGround } from '../bonuses/levels.ts'
import type { Compiler } from '../compiler.ts'
import type { TreeColumns } from '../field-columns.ts'
import { differentialRates } from './differential-rates.ts'
import { levelRates } from './level-rates.ts'
import { teamOf } from './team-index.ts'

/** Bonuses that pay a person for what a team brings, source by source. */
export type TeamBonus = LevelsBonus | DifferentialBonus

export function isTeamBonus(bonus: Bonus): bonus is TeamBonus {
  return bonus.kind === 'levels' || bonus.kind === 'differential'
}

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
  )

const grounds = new WeakMap<Compiler, Map<string, Ground>>()

/** The columns of a bonus, made when they are first asked for. */
export function groundOf(compiler: Compiler, bonus: TeamBonus): Ground {
  const known = grounds.get(compiler) ?? new Map<string, Ground>()
  grounds.set(compiler, known)
  const before = known.get(bonus.name)
  if (before) return before
  const made: Ground =
    bonus.kind === 'levels'
      ? { kind: 'levels', ...levelsGround(compiler, bonus) }
      : { kind: 'differential', bonus, ...flowOf(compiler, bonus) }
  known.set(bonus.name, made)
  return made
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
  /** How the base arrives, where that decides what becomes of what is not paid: the place of a level. */
  arrives: (at: number) => number
}>

/** The rates of one person on everybody in the team, in one pass from the person down. */
export function ratesOf(ground: Ground, payee: number): Rates {
  return ground.kind === 'levels' ? levelRates(ground, payee) : differentialRates(ground, payee)
}

/** What a stretch of the order brings, in 10^-(decimals of rate and base), and how many of it bring something. */
export type Brought = Readonly<{ sum: bigint; sources: number }>

/** What the team of a person brings to whoever the rates are of. */
export function teamBrings({ tree, base }: Ground, { from, rates }: Rates, person: number): Brought {
  const team = teamOf(tree, person)
  return stretchBrings(tree, base, { from, rates }, team.from, team.until)
}

const HALF = 2 ** 52

function stretchBrings(
  { order }: TreeColumns,
  base: Float64Array,
  { from, rates }: Pick<Rates, 'from' | 'rates'>,
  first: number,
  until: number,
): Brought {
  let [large, small, sources] = [0n, 0, 0]
  for (let i = first; i < until; i++) {
    const rate = rates[i - from] ?? 0
    if (rate === 0) continue
    const brought = exactly(rate * (base[order[i] ?? 0] ?? 0))
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
