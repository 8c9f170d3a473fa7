import { divideRounded } from '#shared/ratio.ts'
import type { Limit } from '../language/plan.ts'
import { exactly } from './arithmetic.ts'
import { NotCompiled } from './code.ts'
import type { Compiler } from './compiler.ts'
import { companyNumber, numbersOf, totalOf } from './bonuses/found.ts'
import type { Settled } from './settle.ts'

/** What one limit took of one bonus, in minor units. */
export type Limited = Readonly<{ bonus: string; per: Limit['per']; minor: bigint }>

/** Applies the limits over several bonuses, in their order, to what the bonuses settled; changes their amounts. */
export function applyLimits(compiler: Compiler, settled: readonly Settled[]): readonly Limited[] {
  return compiler.plan.limits.flatMap((limit) => {
    const bonuses = chosen(limit, settled)
    const [first] = bonuses
    if (!first) return []
    if (bonuses.some(({ digits }) => digits !== first.digits))
      throw new NotCompiled('a limit over amounts with different decimals')
    if (limit.per === 'owner') throw new NotCompiled('a limit over the positions of an owner')
    const before = bonuses.map(({ minor }) => totalOf(minor))
    if (limit.per === 'company') limitCompany(compiler, limit, bonuses, first.digits)
    else limitPeople(compiler, limit, bonuses, first.digits)
    return bonuses.map(({ bonus, minor }, index) => ({
      bonus: bonus.name,
      per: limit.per,
      minor: (before[index] ?? 0n) - totalOf(minor),
    }))
  })
}

function chosen({ bonuses }: Limit, settled: readonly Settled[]): readonly Settled[] {
  if (bonuses === 'all') return settled
  return bonuses.flatMap((name) => settled.filter(({ bonus }) => bonus.name === name))
}

/** Bonuses are paid in the order of the list until the limit; what is left of later ones is not paid. */
function limitPeople(compiler: Compiler, limit: Limit, bonuses: readonly Settled[], digits: number): void {
  const most = numbersOf(compiler, limit.most, { person: 'p', tree: 'sponsor' })
  const finer = most.decimals > digits ? 10 ** (most.decimals - digits) : 1
  const coarser = most.decimals < digits ? 10 ** (digits - most.decimals) : 1
  for (let person = 0; person < most.values.length; person++) {
    // In the finer of both units; each payable amount is cut to whole minor units.
    let left = exactly((most.values[person] ?? 0) * coarser)
    for (const { minor } of bonuses) {
      const amount = exactly((minor[person] ?? 0) * finer)
      if (amount > 0 && amount > left) minor[person] = Math.trunc(Math.max(0, left) / finer)
      const paid = minor[person] ?? 0
      if (paid > 0) left -= paid * finer
    }
  }
}

/** Everybody's part of every bonus is scaled down in the same proportion, cut to the minor unit. */
function limitCompany(compiler: Compiler, limit: Limit, bonuses: readonly Settled[], digits: number): void {
  const { value, decimals } = companyNumber(compiler, limit.most)
  const total = bonuses.reduce(
    (all, { minor }) => minor.reduce((sum, amount) => sum + BigInt(amount), all),
    0n,
  )
  const [most, scale] = [BigInt(Math.max(0, value)) * 10n ** BigInt(digits), 10n ** BigInt(decimals)]
  if (total <= 0n || total * scale <= most) return
  for (const { minor } of bonuses)
    minor.forEach((amount, person) => {
      if (amount !== 0) minor[person] = Number(divideRounded(BigInt(amount) * most, total * scale, 'down'))
    })
}
