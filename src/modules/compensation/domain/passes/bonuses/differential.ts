import type { DifferentialBonus } from '../../language/plan.ts'
import { numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { paidOn, type TreeColumns } from '../field-columns.ts'
import { keepDifferential } from '../renew/renew-differential.ts'
import { refuseRenewal } from '../renew/renewal.ts'
import { flowToHigher, flowToNearest } from './differential-program.ts'
import { barsOf, lose, nothingLost, numbersOf, pay, type Found } from './found.ts'

/** How a differential flows: what everybody sells, the own rates, and who takes. */
export type Flow = Readonly<{
  tree: TreeColumns
  base: Float64Array
  rate: Float64Array
  bars: Uint8Array
  /** Everybody takes the own rate from what comes by, paid or not; else only who may be paid. */
  takesAll: boolean
  paysOwn: boolean
  /** Decimals of the base and of the rates. */
  decimals: Readonly<{ base: number; rate: number }>
}>

/**
 * Differences of rates for everybody in one pass, deepest first. Whoever takes, takes up to the own rate: what goes on
 * from there has one taken rate, so that all volume of a team flows on together, straight to the next one with a higher rate.
 */
export function findDifferential(compiler: Compiler, bonus: DifferentialBonus): Found {
  const flow = flowOf(compiler, bonus)
  const { decimals } = numberCode('', flow.decimals.base + flow.decimals.rate)
  const { room } = compiler
  const found = { money: room.floats(), decimals, lost: nothingLost(compiler, bonus) }
  const flowing = { ...flow, found }
  const { renewal } = compiler
  if (renewal) {
    renewal.grounds.set(bonus.name, { kind: 'differential', bonus, ...flow })
    if (keepDifferential(renewal, renewal.along(bonus.tree), flowing, bonus.against)) return found
  }
  refuseRenewal(renewal, `the many rates of ${bonus.name}`)
  if (bonus.against === 'path_maximum') flowToHigher(compiler, flowing)
  else if (bonus.against === 'first_line') flowToNearest(compiler, flowing)
  else {
    compiler.hand.finish()
    flowOfSources(flowing)
  }
  return found
}

export type Flowing = Flow & Readonly<{ found: Found }>

/** The columns that a differential goes by. */
export function flowOf(compiler: Compiler, bonus: DifferentialBonus): Flow {
  const rate = numbersOf(compiler, bonus.rate, { person: 'p', tree: bonus.tree })
  const base = paidOn(compiler.field, bonus.on)
  const bars = barsOf(compiler, bonus)
  return {
    tree: compiler.field.tree(bonus.tree),
    base: base.values,
    rate: rate.values,
    bars,
    takesAll: bonus.unpaid === 'to_company',
    paysOwn: bonus.own === 'paid',
    decimals: { base: base.decimals, rate: rate.decimals },
  }
}

/** Whether a person takes the own rate from what comes by. */
export function takesRate({ bars, takesAll }: Pick<Flow, 'bars' | 'takesAll'>, person: number): boolean {
  return takesAll || bars[person] === 0
}

/** Pays a person, or leaves the amount to the company. */
export function give({ bars, found }: Flowing, person: number, amount: number): void {
  if (bars[person] === 0) pay(found.money, person, amount)
  else lose(found.lost, person, amount)
}

export function giveOwn(flow: Flowing, person: number): void {
  const [base, rate] = [flow.base[person] ?? 0, flow.rate[person] ?? 0]
  if (base === 0 || rate <= 0 || !flow.paysOwn) return
  if (takesRate(flow, person)) give(flow, person, base * rate)
}

/** Against the rate of the source itself every person above differs, so that each source goes up alone. */
function flowOfSources(flow: Flowing): void {
  const { tree, base, rate } = flow
  for (let i = 0; i < tree.order.length; i++) {
    const person = tree.order[i] ?? 0
    const own = base[person] ?? 0
    if (own === 0) continue
    giveOwn(flow, person)
    const taken = takesRate(flow, person) ? (rate[person] ?? 0) : 0
    for (let above = tree.parent[person] ?? -1; above >= 0; above = tree.parent[above] ?? -1) {
      const difference = (rate[above] ?? 0) - taken
      if (difference > 0 && takesRate(flow, above)) give(flow, above, own * difference)
    }
  }
}
