import type { DifferentialBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { give, giveOwn, takesRate, type Flowing } from '../bonuses/differential.ts'
import { pay } from '../bonuses/found.ts'
import { OutOfRange } from '../code.ts'
import { keepAlong, type Along, type Renewal } from './renewal.ts'

/** The most rates that are told apart. */
const MOST_RATES = 48

/** The rates that occur, numbered from 0 on; 0 is what nothing was taken of. */
type Rates = { readonly numbers: Map<number, number>; readonly values: number[]; readonly room: number }

/**
 * Keeps for everybody what goes on above from the person's team, by the rate that was taken of it, so that a person is paid
 * again from those directly below. Also pays everybody for the first time. A rate is one of a few where it comes from a table;
 * of more than fit a row nothing is kept, and false is the answer.
 */
export function keepDifferential(
  renewal: Renewal,
  along: Along,
  flow: Flowing,
  against: DifferentialBonus['against'],
): boolean {
  const rates = ratesIn(flow)
  if (!rates) return false
  const { room } = rates
  const goesOn = new Float64Array(flow.tree.parent.length * room)
  const { first, next } = along.legs
  const { money } = flow.found
  const lost = flow.found.lost.of
  const arriving = new Float64Array(room)
  keepAlong(renewal, along, money, (count) => {
    for (let at = 0; at < count; at++) {
      const person = along.list[at] ?? 0
      arriving.fill(0)
      for (let leg = first[person] ?? -1; leg >= 0; leg = next[leg] ?? -1)
        for (let k = 0; k < rates.values.length; k++)
          arriving[k] = exactly((arriving[k] ?? 0) + (goesOn[leg * room + k] ?? 0))
      money[person] = 0
      if (lost) lost[person] = 0
      giveOwn(flow, person)
      takeFrom(flow, rates, arriving, person, against)
      const own = flow.base[person] ?? 0
      if (own !== 0) pay(arriving, numberOf(rates, takenOf(flow, person, against)), own)
      goesOn.set(arriving, person * room)
    }
  })
  return true
}

/** What is taken of the own volume of a person on its way up. */
function takenOf(flow: Flowing, person: number, against: DifferentialBonus['against']): number {
  if (!takesRate(flow, person)) return 0
  const own = flow.rate[person] ?? 0
  return against === 'path_maximum' ? Math.max(0, own) : own
}

/** Pays a person the difference on what arrives, and puts what is taken now in its place. */
function takeFrom(
  flow: Flowing,
  rates: Rates,
  arriving: Float64Array,
  person: number,
  against: DifferentialBonus['against'],
): void {
  const { rate, bars } = flow
  const own = rate[person] ?? 0
  const isTaker = takesRate(flow, person)
  if (against === 'source' ? !isTaker && bars[person] !== 0 : !isTaker) return
  const onto = against === 'source' ? -1 : numberOf(rates, takenOf(flow, person, against))
  for (let k = 0; k < rates.values.length; k++) {
    const volume = arriving[k] ?? 0
    if (volume === 0) continue
    const taken = rates.values[k] ?? 0
    if (own > taken) give(flow, person, volume * (own - taken))
    const isTakenNow = against === 'first_line' || (against === 'path_maximum' && own > taken)
    if (!isTakenNow || k === onto) continue
    arriving[k] = 0
    pay(arriving, onto, volume)
  }
}

function numberOf({ numbers, values, room }: Rates, rate: number): number {
  const known = numbers.get(rate)
  if (known !== undefined) return known
  if (values.length === room) throw new OutOfRange('more rates than a row has room for')
  numbers.set(rate, values.length)
  return values.push(rate) - 1
}

/** The rates of those who take, with room for a few more; undefined where they are too many. */
function ratesIn(flow: Flowing): Rates | undefined {
  const { rate } = flow
  const found = new Set<number>([0])
  for (let person = 0; person < rate.length && found.size <= MOST_RATES; person++)
    if (takesRate(flow, person)) found.add(rate[person] ?? 0)
  if (found.size > MOST_RATES) return undefined
  const rates = { numbers: new Map<number, number>(), values: [], room: found.size + 4 }
  for (const one of found) numberOf(rates, one)
  return rates
}
