import { allocate } from '#shared/allocate.ts'
import {
  add,
  big,
  compare,
  divide,
  multiply,
  ONE,
  roundExact,
  sign,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { PoolBonus } from '../../language/plan.ts'
import type { Value } from '../../language/value.ts'
import { compileRule, numberRule } from '../evaluate.ts'
import { exactMinor, payDigits } from '../settle.ts'
import { exactOfText, exactToText } from '../state-text.ts'
import { atCompany, atPerson, PayProblem, type World } from '../world.ts'
import { payeesOf, type Collector, type PoolPart, type PoolStand } from './collect.ts'
import { firstPlaces } from './first-places.ts'

export type ByPosition = Extract<PoolBonus['divide'], { by: 'position' }>

type Share = Readonly<{ person: number }> & Pick<PoolPart, 'fraction' | 'level'>

/** Divides a fund among the qualified. What rounding leaves of it stays with the company. */
export function runPool(collector: Collector, bonus: PoolBonus): void {
  const { world } = collector
  const carried = exactOfText(world.history.latest(`${bonus.name} fund`, '') ?? '')
  const added = numberRule(world, bonus.fund, 'company')(atCompany)
  const fund = sign(added) > 0 ? add(added, carried) : carried
  const shares = sharesOf(collector, bonus)
  const nobody = standIn(collector)?.isNobody ?? shares.length === 0
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

/** How the pool is divided among everybody, where one payee is computed. */
function standIn({ focus }: Collector): PoolStand | undefined {
  return focus?.everybody.pool
}

/** Parts of whole minor units that add up to the fund, cut to such a unit (largest remainders first, then by id). */
function shareOut(collector: Collector, bonus: PoolBonus, fund: Exact, shares: readonly Share[]): void {
  if (shares.length === 0) return
  const digits = payDigits(collector.world.plan, bonus.currency)
  const parts = sharedOut(
    fund,
    digits,
    shares.map(({ fraction }) => fraction),
  )
  shares.forEach(({ person, fraction, level }, index) => {
    const amount = standIn(collector)?.part?.amount ?? parts[index] ?? ZERO
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

/** A fund in whole minor units, in proportion to numbers that are not below zero. */
export function sharedOut(fund: Exact, digits: number, shares: readonly Exact[]): readonly Exact[] {
  const common = shares.reduce((of, share) => leastCommonMultiple(of, big(share).d), 1n)
  const weights = shares.map((share) => (big(share).n * common) / big(share).d)
  return allocate(roundExact(fund, digits, 'down'), weights).map((part) => exactMinor(part, digits))
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
  const stand = standIn(collector)
  if (by.by === 'position') {
    if (!stand) return positionShares(collector, by, qualified)
    const { part } = stand
    return part ? qualified.map((person) => ({ ...part, person })) : []
  }
  const rule = numberRule(world, by.by === 'shares' ? by.shares : by.fraction, 'person')
  const own = qualified
    .map((person) => ({ person, fraction: rule(atPerson(person)), level: undefined }))
    .filter(({ fraction }) => sign(fraction) > 0)
  const total = stand?.shares ?? own.reduce<Exact>((sum, { fraction }) => add(sum, fraction), ZERO)
  if (by.by === 'shares') return own.map((one) => ({ ...one, fraction: divide(one.fraction, total) }))
  if (!stand) refuseOver(bonus, by, total)
  return own
}

/** Stops where a pool would pay more than its fund and the plan does not say that it may. */
export function refuseOver(
  { name }: PoolBonus,
  { over100 }: Pick<Extract<PoolBonus['divide'], { by: 'fraction' }>, 'over100'>,
  total: Exact,
): void {
  if (over100 === 'refuse' && compare(total, ONE) > 0)
    throw new PayProblem(
      `the fractions of the pool ${name} add up to more than 1, expected at most 1; "over_100: allow" pays more than the fund`,
    )
}

/** Highest score first; ties by the rules of the plan, lowest first, at last by id. Who has no score has no place. */
function positionShares(
  { world }: Collector,
  by: ByPosition,
  qualified: readonly number[],
): readonly Share[] {
  const score = numberRule(world, by.score, 'person')
  const scored = qualified
    .map((person) => ({ person, score: score(atPerson(person)) }))
    .filter((one) => sign(one.score) > 0)
  const shares = by.positions.map(({ share }) => numberRule(world, share, 'company')(atCompany))
  return placedShares(by, shares, scored, tiesIn(world, by))
}

/** What settles equal scores of a person. */
export function tiesIn(
  world: World,
  { ties }: Pick<ByPosition, 'ties'>,
): (person: number) => readonly Value[] {
  const rules = ties.map((rule) => compileRule(world, rule, 'person'))
  return (person) => rules.map((rule) => rule(atPerson(person)))
}

/** The fractions of those who have a place, `shares` being those of the positions, among everybody who has a score. */
export function placedShares(
  { positions }: Pick<ByPosition, 'positions'>,
  shares: readonly Exact[],
  scored: Iterable<Readonly<{ person: number; score: Exact }>>,
  tiesOf: (person: number) => readonly Value[],
): readonly Share[] {
  const places = Math.max(0, ...positions.map(({ to }) => to))
  const ranked = firstPlaces(places, scored, tiesOf)
  return ranked.flatMap((person, index) => {
    const place = index + 1
    const position = positions.findIndex(({ from, to }) => place >= from && place <= to)
    const fraction = shares[position] ?? ZERO
    return sign(fraction) > 0 ? [{ person, fraction, level: place }] : []
  })
}
