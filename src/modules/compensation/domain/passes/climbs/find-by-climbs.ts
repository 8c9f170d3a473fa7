import { exactRatio, type Exact } from '#shared/exact.ts'
import { exactly } from '../arithmetic.ts'
import { lostIn, nothingLost, numbersOf, type Found } from '../bonuses/found.ts'
import { numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { noSum, sumOf } from '../exact-sum.ts'
import type { NumberColumn } from '../field-columns.ts'
import { keepClimbs } from '../renew/renew-climbs.ts'
import { moneyRounding } from '../rounding.ts'
import { digitsOf, stepDecimals } from '../settle.ts'
import { bringing, eachSource, putInto, type Money, type Purse } from './bring.ts'
import type { TeamBonus } from './goes-by-climbs.ts'
import { legCaps } from './leg-caps.ts'
import { climbGround, type ClimbGround } from './climb-ground.ts'

/**
 * Levels and differences source by source: each source with something to be paid on goes up the tree alone, and each of its
 * orders pays whoever takes part. Says what no pass over whole teams can: single parts that are rounded, legs that are capped,
 * rates that look at the source or at who stands between.
 */
export function findByClimbs(compiler: Compiler, bonus: TeamBonus): Found {
  const { room, renewal } = compiler
  const { money, cap, ...ground } = climbMoney(compiler, bonus)
  const { found, paid } = money.decimals
  const ofLegs = cap && room.floats()
  const purse: Purse = {
    money: room.floats(),
    ofLegs,
    lost: nothingLost(compiler, bonus),
    potential: noSum(),
  }
  const caps =
    cap && ofLegs && legCaps(ground.tree, purse.money, { money: room.floats(), ofLegs, cap, decimals: paid })
  const bring = bringing(ground, money)
  let taken = 0n
  if (renewal) {
    if (!ground.times) renewal.grounds.set(bonus.name, { kind: 'climbs', ...ground, money })
    taken = keepClimbs(renewal, bonus.tree, { ground, bring, purse, caps })
  } else {
    const put = putInto(purse)
    eachSource(ground, (source, part) => bring(source, put, purse.potential, part))
    taken = caps?.all() ?? 0n
  }
  const exact = (sum: bigint, decimals: number): Exact => exactRatio(sum, 10n ** BigInt(decimals))
  return {
    money: caps?.money ?? purse.money,
    decimals: paid,
    lost: purse.lost,
    parts: {
      potential: () => exact(sumOf(purse.potential), found),
      lost: () => exact(lostIn(purse.lost), found),
      capped: () => exact(taken, paid),
    },
  }
}

/** What a bonus goes by, and how what is found becomes money. */
export function climbMoney(
  compiler: Compiler,
  bonus: TeamBonus,
): ClimbGround & Readonly<{ money: Money; cap: NumberColumn | undefined }> {
  const ground = climbGround(compiler, bonus)
  const cap = bonus.legCap && numbersOf(compiler, bonus.legCap, { person: 'p', tree: bonus.tree })
  compiler.hand.finish()
  return { ...ground, cap, money: moneyOf(compiler, bonus, ground, cap) }
}

/** The decimals of single parts, and how they are rounded where each of them is. */
function moneyOf(
  compiler: Compiler,
  bonus: TeamBonus,
  { parts, decimals, units }: ClimbGround,
  cap: NumberColumn | undefined,
): Money {
  const plain = numberCode('', parts.decimals + decimals.rate + (units?.decimals ?? 0)).decimals
  const isRounded = bonus.roundedPer === 'line'
  const finest = isRounded ? stepDecimals(bonus) : (cap?.decimals ?? 0)
  const found = numberCode('', Math.max(plain, finest)).decimals
  const scale = 10 ** (found - plain)
  if (!isRounded) return { decimals: { found, paid: found }, scale, paidOf: (amount) => amount }
  const digits = digitsOf(compiler, bonus)
  const paid = Math.max(digits, cap?.decimals ?? 0)
  const [round, finer] = [moneyRounding(bonus, found, digits), 10 ** (paid - digits)]
  return { decimals: { found, paid }, scale, paidOf: (amount) => exactly(round(amount) * finer) }
}
