import { add, compare, exactRatio, multiply, roundExact, subtract, type Exact } from '#shared/exact.ts'
import { coinsIn, type Coin } from '../pay/convert.ts'
import { exactMinor } from '../pay/settle.ts'
import { worldSoFar } from './asked/world-so-far.ts'
import type { PassResult } from './run-passes.ts'
import { dueTo, type LinesAbroad, type Settled } from './settle.ts'

/** What somebody is paid by a bonus, in the currency that the person is paid in. */
export type PaidOut = Readonly<{ currency: string; minor: bigint }>

/** What people are paid of a bonus: in another currency where the plan says so, after the limits of the plan. */
export function paidOut(
  passed: Pick<PassResult, 'compiler' | 'limited'>,
  settled: Settled,
): (person: number) => PaidOut {
  const { bonus, digits, minor } = settled
  const plain = (person: number): PaidOut => ({
    currency: bonus.currency,
    minor: BigInt(minor[person] ?? 0),
  })
  if (!bonus.paysIn) return plain
  const coinOf = coinsIn(worldSoFar(passed.compiler()), bonus)
  return (person) => {
    const own = plain(person)
    // Who has no lines needs no rate.
    const coin = own.minor !== 0n || settled.lines ? coinOf(person) : undefined
    if (!coin) return own
    const abroad = settled.lines
      ? roundExact(ofLines(passed, settled, settled.lines, { person, coin }), coin.digits, bonus.rounding)
      : coin.round(exactMinor(own.minor, digits))
    return abroad === 0n && own.minor === 0n ? own : { currency: coin.currency, minor: abroad }
  }
}

/** What the lines of a person come to, each converted by itself: those that were found, and those that changed the whole. */
function ofLines(
  { limited }: Pick<PassResult, 'limited'>,
  settled: Settled,
  { converted, others }: LinesAbroad,
  { person, coin }: Readonly<{ person: number; coin: Coin }>,
): Exact {
  const { digits, bonus } = settled
  let due = exactMinor(BigInt(dueTo(settled, person)), digits)
  const taken: Exact[] = []
  for (const { bonus: name, took } of limited) {
    if (name !== bonus.name) continue
    const left = took.share
      ? exactMinor(roundExact(multiply(due, exactRatio(took.share.n, took.share.d)), digits, 'down'), digits)
      : subtract(due, exactMinor(BigInt(took.of.get(person) ?? 0), digits))
    if (compare(left, due) !== 0) taken.push(subtract(left, due))
    due = left
  }
  return [...others(person), ...taken].reduce<Exact>(
    (all, amount) => add(all, coin.ofLine(amount)),
    converted(person),
  )
}
