import { exactly } from '../arithmetic.ts'
import { lose, type Lost } from '../bonuses/found.ts'
import { addTo, type ExactSum } from '../exact-sum.ts'
import { emptyClimb, NOBODY } from './climb.ts'
import type { ClimbGround } from './climb-ground.ts'

/** How single parts of a bonus become money. */
export type Money = Readonly<{
  /** Decimals of what is found, and of what is left of it once it is rounded. */
  decimals: Readonly<{ found: number; paid: number }>
  /** What a base times a rate, times the value of a unit where there is one, is multiplied by to have the decimals of what is found. */
  scale: number
  /** What is paid of what was found: in the decimals of what is paid. */
  paidOf: (found: number) => number
}>

/** What all sources bring: people's money, what came from below everybody to the person above, and where it went. */
export type Purse = Readonly<{
  money: Float64Array
  /** By the person directly under the payee from below whom it came; undefined where no leg is capped. */
  ofLegs: Float64Array | undefined
  lost: Lost
  potential: ExactSum
}>

/** Somebody's part of what a source brings; a part that is lost is in the decimals of what is found. */
export type Brought = (payee: number, leg: number, amount: number, isLost: boolean) => void

/** Tells each part of what a source, or one order of it, brings; gives how far up anybody was looked at. */
export type Bring = (source: number, tell: Brought, potential: ExactSum, part?: number) => number

/** What a source brings to everybody on its way. */
export function bringing(ground: ClimbGround, money: Money): Bring {
  const climb = emptyClimb()
  const { times } = ground
  const { begin, only, amountOf } = amounts(ground, money)
  const goUp = (source: number, tell: Brought, potential: ExactSum): number => {
    ground.climb(source, climb, NOBODY)
    for (let step = 0; step < climb.count; step++) {
      const payee = climb.payee[step] ?? 0
      const isLost = climb.isLost[step] === true
      const { found, paid } = amountOf(climb.rate[step] ?? 0, payee)
      addTo(potential, found)
      const amount = isLost ? found : paid
      if (amount !== 0) tell(payee, climb.leg[step] ?? NOBODY, amount, isLost)
    }
    return climb.reach
  }
  return (source, tell, potential, part) => {
    const count = begin(source)
    if (count === 0) return NOBODY
    if (!times) return goUp(source, tell, potential)
    let reach = NOBODY
    const [from, until] = part === undefined ? [0, count] : [part, part + 1]
    for (let at = from; at < until; at++) {
      // Whoever goes through all in time has turned to it.
      if (part === undefined) times.turnTo(source, at)
      only(at)
      reach = Math.max(reach, goUp(source, tell, potential))
    }
    return reach
  }
}

/** Names every source, or where each order goes up by itself every order of each, which may not be all that have something. */
export function eachSource(
  { times, tree }: ClimbGround,
  of: (source: number, part: number | undefined) => void,
): void {
  if (times) return times.inTime(of)
  for (let source = 0; source < tree.parent.length; source++) of(source, undefined)
}

/** What is found and paid; the answer is the same object each time. */
type Amount = { found: number; paid: number }

/** What one source brings to a payee at a rate: each of its parts is rounded on its own. */
export type Amounts = Readonly<{
  /** Turns to a source; gives of how many parts it is what there is to be paid on. */
  begin: (source: number) => number
  /** Looks at one of the parts alone. */
  only: (part: number) => void
  amountOf: (rate: number, payee: number) => Readonly<Amount>
}>

export function amounts({ parts, units }: ClimbGround, { scale, paidOf }: Money): Amounts {
  const unitOf = units?.values
  const bases: number[] = []
  const all: Amount = { found: 0, paid: 0 }
  let [first, last] = [0, 0]
  return {
    begin(source) {
      first = 0
      last = parts.read(source, bases)
      return last
    },
    only(part) {
      first = part
      last = part + 1
    },
    amountOf(rate, payee) {
      const [scaled, unit] = [exactly(rate * scale), unitOf ? (unitOf[payee] ?? 0) : 1]
      let [found, paid] = [0, 0]
      for (let at = first; at < last; at++) {
        const amount = exactly(exactly((bases[at] ?? 0) * scaled) * unit)
        found = exactly(found + amount)
        paid = exactly(paid + paidOf(amount))
      }
      all.found = found
      all.paid = paid
      return all
    },
  }
}

/** Puts a part into the purse, or takes it out again. */
export function putInto({ money, ofLegs, lost }: Purse): Brought {
  return (payee, leg, amount, isLost) => {
    if (isLost) return lose(lost, payee, amount)
    money[payee] = exactly((money[payee] ?? 0) + amount)
    if (ofLegs && leg >= 0) ofLegs[leg] = exactly((ofLegs[leg] ?? 0) + amount)
  }
}
