import { big, compare, divide, exactRatio, subtract, ZERO } from '#shared/exact.ts'
import type { Limit } from '../language/plan.ts'
import { positive } from '../pay/caps.ts'
import { exactMinor } from '../pay/settle.ts'
import { exactOfCompany } from './asked/exact-values.ts'
import type { Compiler } from './compiler.ts'
import { totalOf } from './exact-sum.ts'
import { givenTo, type TookOf } from './limited.ts'
import type { LimitsAgain } from './renew/renew-limits.ts'
import { scalingBy } from './scaling.ts'
import type { Ratio, Settled } from './settle.ts'

/** Everybody's part of every bonus is scaled down in the same proportion, cut to the minor unit. */
export function limitCompany(
  compiler: Compiler,
  again: LimitsAgain | undefined,
  limit: Limit,
  bonuses: readonly Settled[],
  digits: number,
): TookOf {
  const most = exactOfCompany(compiler, limit.most)
  const given = givenTo(compiler, bonuses)
  const used = given ? exactRatio(totalOf(given.values), 10n ** BigInt(given.decimals)) : ZERO
  const totalOfBonus = ({ minor }: Settled): bigint => totalOf(minor.subarray(0, compiler.field.there()))
  const totalNow = (): bigint => bonuses.reduce((all, one) => all + totalOfBonus(one), 0n)
  const within = (total: bigint): Within | undefined => {
    const free = positive(subtract(most(), used))
    if (total <= 0n || compare(exactMinor(total, digits), free) <= 0) return undefined
    const before = bonuses.map(totalOfBonus)
    const { n, d } = big(divide(free, exactMinor(total, digits)))
    const share = { n, d: d * 1_000_000n }
    scaleDown(bonuses, share)
    return { before, share }
  }
  let total = totalNow()
  let now = within(total)
  const add = (person: number, times: bigint): void => {
    for (const { minor } of bonuses) total += times * BigInt(minor[person] ?? 0)
  }
  again?.ofCompany({
    isOver: () => now !== undefined,
    leave: (person) => add(person, -1n),
    enter: (person) => add(person, 1n),
    apply(isAnew) {
      if (isAnew) total = totalNow()
      now = within(total)
    },
  })
  const none = new Map<number, number>()
  return (index) => {
    const bonus = bonuses[index]
    const minor = (): bigint => (now && bonus ? (now.before[index] ?? 0n) - totalOfBonus(bonus) : 0n)
    return { minor, took: { of: none, share: now?.share } }
  }
}

/** What a limit of the company left of what the bonuses paid before it. */
type Within = Readonly<{ before: readonly bigint[]; share: Ratio }>

function scaleDown(bonuses: readonly Settled[], { n, d }: Ratio): void {
  const part = scalingBy(n, d, 'down')
  for (const { minor, payable } of bonuses) {
    if (!payable.isApart) [payable.values, payable.isApart] = [minor.slice(), true]
    minor.forEach((amount, person) => {
      if (amount !== 0) minor[person] = part(amount)
    })
  }
}
