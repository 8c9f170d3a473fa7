import type { DifferentialBonus } from '../../language/plan.ts'
import { someOf } from '../../language/reads.ts'
import { exactly } from '../arithmetic.ts'
import { NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { TreeColumns } from '../field-columns.ts'
import type { ColumnRoom } from '../room.ts'
import { keepDifferential } from '../renew/renew-differential.ts'
import { refuseRenewal, RENEWED_TREE } from '../renew/renewal.ts'
import { barsOf, derived, lose, nothingLost, numbersOf, pay, type Found } from './found.ts'

/** How a differential flows: what everybody sells, the own rates, and who takes. */
export type Flow = Readonly<{
  tree: TreeColumns
  base: Float64Array
  rate: Float64Array
  bars: Uint8Array
  /** 1 for who takes the own rate from what comes by, paid or not. */
  takes: Uint8Array
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
  if (renewal && bonus.tree === RENEWED_TREE) {
    renewal.grounds.set(bonus.name, { kind: 'differential', bonus, ...flow })
    if (keepDifferential(renewal, flowing, bonus.against)) return found
  }
  refuseRenewal(renewal, `${bonus.name}, in the tree ${bonus.tree} or with many rates`)
  if (bonus.against === 'path_maximum') flowToHigher(flowing, room)
  else if (bonus.against === 'first_line') flowToNearest(flowing, room)
  else flowOfSources(flowing)
  return found
}

export type Flowing = Flow & Readonly<{ found: Found }>

/** The columns that a differential goes by. */
export function flowOf(compiler: Compiler, bonus: DifferentialBonus): Flow {
  if (readsPath(bonus)) throw new NotCompiled('a rate that reads the level, the source or the path')
  const rate = numbersOf(compiler, bonus.rate, { person: 'p', tree: bonus.tree })
  const base = compiler.field.volume(bonus.on)
  const bars = barsOf(compiler, bonus)
  return {
    tree: compiler.field.tree(bonus.tree),
    base: base.values,
    rate: rate.values,
    bars,
    takes:
      bonus.unpaid === 'to_company'
        ? compiler.room.bytes().fill(1)
        : derived(compiler, compiler.room.bytes(), (person) => (bars[person] === 0 ? 1 : 0)),
    paysOwn: bonus.own === 'paid',
    decimals: { base: base.decimals, rate: rate.decimals },
  }
}

function readsPath({ rate }: DifferentialBonus): boolean {
  return someOf(
    rate.expression,
    (part) => part.node === 'field' && (part.hops.length > 0 || part.of === 'walk'),
  )
}

/** Pays a person, or leaves the amount to the company. */
export function give({ bars, found }: Flowing, person: number, amount: number): void {
  if (bars[person] === 0) pay(found.money, person, amount)
  else lose(found.lost, person, amount)
}

export function giveOwn(flow: Flowing, person: number): void {
  const [base, rate] = [flow.base[person] ?? 0, flow.rate[person] ?? 0]
  if (base === 0 || rate <= 0 || !flow.paysOwn) return
  if (flow.bars[person] === 0 || flow.takes[person] === 1) give(flow, person, base * rate)
}

/** For each person the nearest one above who takes. */
function nearestTakers({ tree, takes }: Flow, room: ColumnRoom): Int32Array {
  const nearest = room.ints().fill(-1)
  for (let i = 0; i < tree.order.length; i++) {
    const person = tree.order[i] ?? 0
    const above = tree.parent[person] ?? -1
    if (above >= 0) nearest[person] = takes[above] === 1 ? above : (nearest[above] ?? -1)
  }
  return nearest
}

/** For each person the nearest taker above with a higher rate than what is taken at the person. */
function higherTakers({ tree, rate, takes }: Flow, room: ColumnRoom): Int32Array {
  const higher = room.ints()
  for (let i = 0; i < tree.order.length; i++) {
    const person = tree.order[i] ?? 0
    const taken = takes[person] === 1 ? Math.max(0, rate[person] ?? 0) : 0
    let above = tree.parent[person] ?? -1
    // Who does not take has nothing taken, and so the next one with any rate above.
    if (above >= 0 && takes[above] !== 1) above = higher[above] ?? -1
    while (above >= 0 && (rate[above] ?? 0) <= taken) above = higher[above] ?? -1
    higher[person] = above
  }
  return higher
}

function flowToHigher(flow: Flowing, room: ColumnRoom): void {
  const { tree, base, rate, takes } = flow
  const higher = higherTakers(flow, room)
  const [volume, taken] = [room.floats(), room.floats()]
  for (let i = tree.order.length - 1; i >= 0; i--) {
    const person = tree.order[i] ?? 0
    const own = base[person] ?? 0
    const came = volume[person] ?? 0
    const rateNow = rate[person] ?? 0
    giveOwn(flow, person)
    if (came !== 0 || taken[person] !== 0) give(flow, person, exactly(rateNow * came) - (taken[person] ?? 0))
    const above = higher[person] ?? -1
    const on = came + own
    if (above < 0 || on === 0) continue
    const takenNow = takes[person] === 1 ? Math.max(0, rateNow) : 0
    pay(volume, above, on)
    pay(taken, above, on * takenNow)
  }
  room.giveBack(higher, volume, taken)
}

function flowToNearest(flow: Flowing, room: ColumnRoom): void {
  const { tree, base, rate, takes } = flow
  const nearest = nearestTakers(flow, room)
  const volume = room.floats()
  for (let i = tree.order.length - 1; i >= 0; i--) {
    const person = tree.order[i] ?? 0
    giveOwn(flow, person)
    const on = (volume[person] ?? 0) + (base[person] ?? 0)
    const above = nearest[person] ?? -1
    if (above < 0 || on === 0) continue
    const difference = (rate[above] ?? 0) - (takes[person] === 1 ? (rate[person] ?? 0) : 0)
    if (difference > 0) give(flow, above, on * difference)
    pay(volume, above, on)
  }
  room.giveBack(nearest, volume)
}

/** Against the rate of the source itself every person above differs, so that each source goes up alone. */
function flowOfSources(flow: Flowing): void {
  const { tree, base, rate, takes } = flow
  for (let i = 0; i < tree.order.length; i++) {
    const person = tree.order[i] ?? 0
    const own = base[person] ?? 0
    if (own === 0) continue
    giveOwn(flow, person)
    const taken = takes[person] === 1 ? (rate[person] ?? 0) : 0
    for (let above = tree.parent[person] ?? -1; above >= 0; above = tree.parent[above] ?? -1) {
      const difference = (rate[above] ?? 0) - taken
      if (difference > 0 && (flow.bars[above] === 0 || takes[above] === 1))
        give(flow, above, own * difference)
    }
  }
}
