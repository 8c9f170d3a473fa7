import { allocate } from '#shared/allocate.ts'
import {
  add,
  big,
  compare,
  divide,
  exactOf,
  multiply,
  roundExact,
  sign,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { PoolBonus } from '../../language/plan.ts'
import { compareValues, compileRule, numberRule } from '../evaluate.ts'
import { exactMinor, payDigits } from '../settle.ts'
import { exactOfText, exactToText } from '../state-text.ts'
import { atCompany, atPerson, PayProblem } from '../world.ts'
import { payeesOf, type Collector } from './collect.ts'

type Share = Readonly<{ person: number; fraction: Exact; level: number | undefined }>

/** Divides a fund among the qualified. What rounding leaves of it stays with the company. */
export function runPool(collector: Collector, bonus: PoolBonus): void {
  const { world } = collector
  const carried = exactOfText(world.history.latest(`${bonus.name} fund`, '') ?? '')
  const added = numberRule(world, bonus.fund, 'company')(atCompany)
  const fund = sign(added) > 0 ? add(added, carried) : carried
  const shares = sharesOf(collector, bonus)
  const nobody = collector.focus ? sign(collector.focus.everybody.poolShares) === 0 : shares.length === 0
  const left = nobody && bonus.nobody === 'carry' ? fund : ZERO
  if (bonus.nobody === 'carry')
    collector.marks.push({
      person: -1,
      name: `${bonus.name} fund`,
      value: exactToText(left),
      period: world.period.label,
    })
  if (nobody && bonus.nobody === 'to_company' && sign(fund) > 0)
    collector.skips.push({
      payee: -1,
      order: '',
      source: -1,
      level: undefined,
      amount: fund,
      reason: 'not_qualified',
      missing: 'nobody is qualified',
      lost: true,
    })
  if (sign(fund) <= 0 || nobody) return
  if (bonus.divide.by === 'shares' && bonus.divide.residue === 'shared')
    return shareOut(collector, bonus, fund, shares)
  for (const { person, fraction, level } of shares) {
    const amount = multiply(multiply(fund, fraction), collector.unit(person))
    collector.parts.push({
      payee: person,
      order: '',
      source: -1,
      level,
      base: fund,
      rate: fraction,
      amount,
      note: '',
    })
  }
}

/** Parts of whole minor units that add up to the fund, cut to such a unit (largest remainders first, then by id). */
function shareOut(collector: Collector, bonus: PoolBonus, fund: Exact, shares: readonly Share[]): void {
  const digits = payDigits(collector.world.plan, bonus.currency)
  const common = shares.reduce((den, { fraction }) => leastCommonMultiple(den, big(fraction).d), 1n)
  const weights = shares.map(({ fraction }) => (big(fraction).n * common) / big(fraction).d)
  const parts = allocate(roundExact(fund, digits, 'down'), weights)
  shares.forEach(({ person, fraction, level }, index) => {
    const amount = exactMinor(parts[index] ?? 0n, digits)
    collector.parts.push({
      payee: person,
      order: '',
      source: -1,
      level,
      base: fund,
      rate: fraction,
      amount,
      note: '',
    })
  })
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}

function sharesOf(collector: Collector, bonus: PoolBonus): readonly Share[] {
  const { world } = collector
  const qualified = [...payeesOf(collector)].filter((person) => collector.bar(person) === undefined)
  const { divide: by } = bonus
  if (by.by === 'position') return positionShares(collector, by, qualified)
  const rule = numberRule(world, by.by === 'shares' ? by.shares : by.fraction, 'person')
  const own = qualified
    .map((person) => ({ person, fraction: rule(atPerson(person)), level: undefined }))
    .filter(({ fraction }) => sign(fraction) > 0)
  const total =
    collector.focus?.everybody.poolShares ??
    own.reduce<Exact>((sum, { fraction }) => add(sum, fraction), ZERO)
  if (by.by === 'shares') return own.map((one) => ({ ...one, fraction: divide(one.fraction, total) }))
  if (by.over100 === 'refuse' && compare(total, exactOf(1)) > 0)
    throw new PayProblem(
      `the fractions of the pool ${bonus.name} add up to more than 1, expected at most 1; "over_100: allow" pays more than the fund`,
    )
  return own
}

/** Highest score first; ties by the rules of the plan, lowest first, at last by id. Who has no score has no place. */
function positionShares(
  { world }: Collector,
  by: Extract<PoolBonus['divide'], { by: 'position' }>,
  qualified: readonly number[],
): readonly Share[] {
  const score = numberRule(world, by.score, 'person')
  const ties = by.ties.map((rule) => compileRule(world, rule, 'person'))
  const parts = by.positions.map(({ share }) => numberRule(world, share, 'company')(atCompany))
  const ranked = qualified
    .map((person) => ({
      person,
      score: score(atPerson(person)),
      ties: ties.map((tie) => tie(atPerson(person))),
    }))
    .filter((one) => sign(one.score) > 0)
    .toSorted((a, b) => {
      const byScore = compare(b.score, a.score)
      if (byScore !== 0) return byScore
      for (const [index, tie] of a.ties.entries()) {
        const order = compareValues(tie, b.ties[index] ?? '')
        if (order !== 0) return order
      }
      return a.person - b.person
    })
  return ranked.flatMap(({ person }, index) => {
    const place = index + 1
    const position = by.positions.findIndex(({ from, to }) => place >= from && place <= to)
    const fraction = parts[position] ?? ZERO
    return sign(fraction) > 0 ? [{ person, fraction, level: place }] : []
  })
}
