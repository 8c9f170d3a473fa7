import {
  add,
  divide,
  exactRatio,
  exactWhole,
  least,
  multiply,
  negate,
  ONE,
  roundExact,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import type { Bonus } from '../../language/plan.ts'
import { collectorFor, nothingOfOthers, type Part } from '../../pay/bonuses/collect.ts'
import { runBonus } from '../../pay/bonuses/run-bonus.ts'
import { capRoom } from '../../pay/caps.ts'
import { legKey, legOf } from '../../pay/kept.ts'
import { below } from '../../pay/tree.ts'
import { periodOfBonus } from '../../pay/periods.ts'
import { returnsAmong, type Returned } from '../../pay/returns.ts'
import { exactMinor, settle } from '../../pay/settle.ts'
import type { World } from '../../pay/world.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { sumOfExact } from '../exact-column.ts'
import { minorOf } from '../exact-settle.ts'
import type { FieldColumns } from '../field-columns.ts'
import type { PassResult } from '../run-passes.ts'
import { digitsOf, dueTo, type Settled } from '../settle.ts'
import { partsOfOrder } from './parts-of-order.ts'
import type { Returns } from './returns.ts'
import { returnedNow, reversedParts } from './taken-back-now.ts'

/** Runs the plan over the field of an earlier period. */
export type RunEarlier = (field: FieldColumns, period: Period) => PassResult

/** What is paid beside to somebody, or taken back where it is below zero. */
type Taken = Readonly<{ person: number; amount: Exact }>

/** What returns change of earlier periods: it is paid beside, outside the caps and limits of this period. */
export type Beside = Readonly<{
  minor: ReadonlyMap<number, number>
  /** The lines that come to it, one for what was rounded among them. */
  lines: ReadonlyMap<number, readonly Exact[]>
  potential: Exact
  /** Whether rules that read what the bonus pays read it too. */
  isRead: boolean
}>

/** What each person is paid beside by a bonus; undefined where no return of an earlier order is known. */
export function paidBeside(compiler: Compiler, bonus: Bonus, run: RunEarlier): Beside | undefined {
  const { plan, field } = compiler
  if (plan.returns.mode === 'net' || !field.returns) return undefined
  const world = worldSoFar(compiler)
  const parts =
    plan.returns.mode === 'reverse'
      ? reversed(world, field.returns, bonus, run)
      : recomputed(world, field.returns, bonus, run)
  if (parts.length === 0) return undefined
  const [digits, lines] = [digitsOf(compiler, bonus), new Map<number, readonly Exact[]>()]
  const round = minorOf(bonus, digits)
  const payable = (amount: Exact): Exact => exactMinor(BigInt(round(amount)), digits)
  for (const [person, own] of Map.groupBy(parts, (part) => part.person)) {
    const amounts = own.map(({ amount }) => amount)
    const sum = amounts.reduce<Exact>(add, ZERO)
    lines.set(
      person,
      bonus.roundedPer === 'line' ? amounts.map(payable) : [...amounts, subtract(payable(sum), sum)],
    )
  }
  const minorIn = (own: readonly Exact[]): number =>
    Number(roundExact(own.reduce<Exact>(add, ZERO), digits, 'down'))
  return {
    minor: new Map([...lines].map(([person, own]) => [person, minorIn(own)] as const)),
    lines,
    potential: sumOfExact(parts.map(({ amount }) => amount)),
    isRead: plan.returns.mode === 'reverse',
  }
}

/** Everybody gives back the share that was returned of what was paid on the order, after the caps and limits of its period. */
function reversed(world: World, returns: Returns, bonus: Bonus, run: RunEarlier): readonly Taken[] {
  return returnedNow(world, returns).flatMap(({ original, share }) => {
    const period = periodOfBonus(world.plan, bonus, original.atMs)
    if (!period || period.label === world.period.label) return []
    const field = returns.earlier(period, [])
    const then = run(field, period)
    const asked = worldSoFar(then.compiler(bonus))
    const settled = then.bonuses.find((one) => one.bonus === bonus)
    if (!settled) throw new Error(`the run of ${period.label} did not pay ${bonus.name}`)
    const kept = keptIn(asked, field, settled)
    return partsOfOrder(asked, bonus, original).map((part) => ({
      person: part.payee,
      amount: negate(multiply(multiply(part.amount, kept(part)), share)),
    }))
  })
}

/** The share of a part that was really paid, after the caps of its bonus and the limits of the plan. */
function keptIn(world: World, field: FieldColumns, settled: Settled): (part: Part) => Exact {
  const { bonus } = settled
  const company = settled.companyShare()
  const ofCompany = company ? exactRatio(company.n, company.d) : ONE
  return (part) => {
    const { payee } = part
    const due = dueTo(settled, payee)
    const paid = (settled.minor[payee] ?? 0) - (settled.beside?.minor.get(payee) ?? 0)
    const ofLimits = due === paid ? ONE : divide(exactWhole(BigInt(paid)), exactWhole(BigInt(due)))
    const ofCap = bonus.cap ? withinCap(world, settled, payee) : ONE
    const ofLeg = bonus.legCap ? withinLeg(world, field, bonus, part) : ONE
    return multiply(multiply(multiply(ofLeg, ofCap), ofCompany), ofLimits)
  }
}

/** The share that the cap of a leg left of what came from it, which is walked for once more. */
function withinLeg(world: World, { returns }: FieldColumns, bonus: Bonus, part: Part): Exact {
  const { payee } = part
  const leg = legOf(world, bonus, part)
  if (leg < 0 || !('tree' in bonus)) return ONE
  const sources = [...below(world.population.tree(bonus.tree), leg, true)]
  const collector = collectorFor(world, bonus, {
    payee,
    sources,
    keepsOthers: false,
    everybody: nothingOfOthers,
  })
  runBonus(collector, bonus)
  if (returns && world.plan.returns.mode === 'reverse')
    collector.parts.push(...reversedParts(world, returns, bonus))
  return settle(collector, bonus).kept.legs.get(legKey(payee, leg)) ?? ONE
}

/** The share that the cap of a person left; positions that share one are looked at as they were capped. */
function withinCap(world: World, { bonus, found }: Settled, payee: number): Exact {
  if (!found) throw new NotCompiled('returns of what a cap took')
  const room = capRoom(world, bonus)
  for (const person of bonus.capOver === 'owner' ? world.population.positions(payee) : [payee]) {
    const sum = found(person)
    const paid = least(sum, room.free(person) ?? sum)
    room.take(person, paid)
    if (person === payee) return sign(subtract(sum, paid)) > 0 ? divide(paid, sum) : ONE
  }
  return ONE
}

/** Earlier periods computed anew as if what came back now had never been sold: the differences in minor units. */
function recomputed(world: World, returns: Returns, bonus: Bonus, run: RunEarlier): readonly Taken[] {
  if (returns.isEarlier) return []
  const { plan, period: now } = world
  const byPeriod = new Map<string, { period: Period; returned: Returned[] }>()
  for (const one of returnsAmong(world, returns.orders())) {
    const period = periodOfBonus(plan, bonus, one.original.atMs)
    if (!period || period.untilMs > now.fromMs) continue
    const group = byPeriod.get(period.label) ?? { period, returned: [] }
    group.returned.push(one)
    byPeriod.set(period.label, group)
  }
  return [...byPeriod.values()].flatMap(({ period, returned }) => {
    if (returned.every(({ order }) => order.atMs < now.fromMs)) return []
    const before = returned.filter(({ order }) => order.atMs < now.fromMs && order.atMs >= period.untilMs)
    const paidWith = (back: readonly Returned[]): Settled => {
      const then = run(returns.earlier(period, back), period)
      const settled = then.bonuses.find((one) => one.bonus === bonus)
      if (!settled) throw new Error(`the run of ${period.label} did not pay ${bonus.name}`)
      return settled
    }
    const [was, is] = [paidWith(before), paidWith(returned)]
    const taken: Taken[] = []
    is.minor.forEach((minor, person) => {
      const difference = minor - (was.minor[person] ?? 0)
      if (difference !== 0) taken.push({ person, amount: exactMinor(BigInt(difference), is.digits) })
    })
    return taken
  })
}
