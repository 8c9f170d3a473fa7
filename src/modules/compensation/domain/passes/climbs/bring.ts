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

/** Tells each part of what a source brings; gives how far up anybody was looked at. */
export type Bring = (source: number, tell: Brought, potential: ExactSum) => number

/** What a source brings to everybody on its way. */
export function bringing(ground: ClimbGround, money: Money): Bring {
  const climb = emptyClimb()
  const { begin, amountOf } = amounts(ground, money)
  return (source, tell, potential) => {
    if (!begin(source)) return NOBODY
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
}

/** What is found and paid; the answer is the same object each time. */
type Amount = { found: number; paid: number }

/** What one source brings to a payee at a rate: each of its parts is rounded on its own. */
export type Amounts = Readonly<{
  /** Turns to a source; false where there is nothing to be paid on. */
  begin: (source: number) => boolean
  amountOf: (rate: number, payee: number) => Readonly<Amount>
}>

export function amounts({ parts, units }: ClimbGround, { scale, paidOf }: Money): Amounts {
  const unitOf = units?.values
  const bases: number[] = []
  const all: Amount = { found: 0, paid: 0 }
  let count = 0
  return {
    begin(source) {
      count = parts.read(source, bases)
      return count > 0
    },
    amountOf(rate, payee) {
      const [scaled, unit] = [exactly(rate * scale), unitOf ? (unitOf[payee] ?? 0) : 1]
      let [found, paid] = [0, 0]
      for (let at = 0; at < count; at++) {
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
