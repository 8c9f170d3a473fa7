import { add, compare, divide, multiply, ONE, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { PoolBonus } from '../../language/plan.ts'
import type { Value } from '../../language/value.ts'
import type { PoolPart, PoolStand } from '../../pay/bonuses/collect.ts'
import { placedShares, refuseOver, sharedOut, tiesIn, type ByPosition } from '../../pay/bonuses/pool.ts'
import { payDigits } from '../../pay/settle.ts'
import { exactOfCompany, exactValues } from '../asked/exact-values.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import type { Compiler } from '../compiler.ts'
import { exactColumn } from '../exact-column.ts'

/** How a fund is divided among those who qualify: `counts` has to be told whom to count anew before it is asked. */
export type Division = Readonly<{
  count: (people: Iterable<number>) => void
  /** Everybody's part of a fund, as things stand. */
  partsOf: (fund: Exact) => Parts
}>

export type Parts = Pick<PoolStand, 'isNobody' | 'shares'> &
  Readonly<{
    of: (person: number) => PoolPart | undefined
    /** Parts of the same fund with an equal basis are the same for whoever was not counted anew. */
    basis: Exact | undefined
  }>

export function divisionOf(compiler: Compiler, bonus: PoolBonus, bars: Uint8Array): Division {
  const { divide: by } = bonus
  const rule = by.by === 'shares' ? by.shares : by.by === 'fraction' ? by.fraction : by.score
  const valueOf = exactValues(compiler, rule, 'sponsor')
  const counted = exactColumn(compiler.room)
  const people = (): number => compiler.field.there()
  let [all, sharers]: [Exact, number] = [ZERO, 0]
  const of = (person: number): Exact => counted.get(person)
  const dividing =
    by.by === 'position'
      ? byPosition(compiler, by, { of, people })
      : by.by === 'fraction'
        ? byFraction(bonus, by, of)
        : byShares(compiler, bonus, by, { of, people })
  return {
    count(these) {
      for (const person of these) {
        const value = bars[person] === 0 ? valueOf(person) : ZERO
        const [before, now] = [of(person), sign(value) > 0 ? value : ZERO]
        if (compare(before, now) === 0) continue
        all = add(all, subtract(now, before))
        sharers += Math.sign(sign(now)) - Math.sign(sign(before))
        counted.set(person, now)
      }
    },
    partsOf: (fund) => ({ shares: all, ...dividing(fund, { all, sharers }) }),
  }
}

type Counted = Readonly<{ all: Exact; sharers: number }>
type Dividing = (fund: Exact, counted: Counted) => Omit<Parts, 'shares'>
type Among = Readonly<{ of: (person: number) => Exact; people: () => number }>

/** A part by its fraction, without a unit. */
const partOf = (fund: Exact, fraction: Exact): PoolPart => ({
  fraction,
  level: undefined,
  amount: multiply(fund, fraction),
})

function byFraction(
  bonus: PoolBonus,
  by: Extract<PoolBonus['divide'], { by: 'fraction' }>,
  of: Among['of'],
): Dividing {
  return (fund, { all, sharers }) => {
    refuseOver(bonus, by, all)
    return {
      isNobody: sharers === 0,
      of: (person) => (sign(of(person)) > 0 ? partOf(fund, of(person)) : undefined),
      basis: ONE,
    }
  }
}

function byShares(
  { plan }: Compiler,
  bonus: PoolBonus,
  { residue }: Extract<PoolBonus['divide'], { by: 'shares' }>,
  { of, people }: Among,
): Dividing {
  const fractionOf = (person: number, all: Exact): Exact => divide(of(person), all)
  if (residue !== 'shared')
    return (fund, { all, sharers }) => ({
      isNobody: sharers === 0,
      of: (person) => (sign(of(person)) > 0 ? partOf(fund, fractionOf(person, all)) : undefined),
      basis: all,
    })
  const digits = payDigits(plan, bonus.currency)
  return (fund, { all, sharers }) => {
    const amounts = new Map<number, Exact>()
    if (sharers > 0 && sign(fund) > 0) {
      const among = [...scored({ of, people })]
      const parts = sharedOut(
        fund,
        digits,
        among.map(({ score }) => score),
      )
      among.forEach(({ person }, at) => amounts.set(person, parts[at] ?? ZERO))
    }
    return {
      isNobody: sharers === 0,
      of(person) {
        const amount = amounts.get(person)
        return amount === undefined ? undefined : { ...partOf(fund, fractionOf(person, all)), amount }
      },
      basis: undefined,
    }
  }
}

function byPosition(compiler: Compiler, by: ByPosition, { of, people }: Among): Dividing {
  const shares = by.positions.map(({ share }) => exactOfCompany(compiler, share))
  return (fund) => {
    let ties: ((person: number) => readonly Value[]) | undefined
    const placed = placedShares(
      by,
      shares.map((share) => share()),
      scored({ of, people }),
      (person) => (ties ??= by.ties.length === 0 ? () => [] : tiesIn(worldSoFar(compiler), by))(person),
    )
    const parts = new Map(
      placed.map(({ person, fraction, level }) => [person, { ...partOf(fund, fraction), level }] as const),
    )
    return { isNobody: parts.size === 0, of: (person) => parts.get(person), basis: undefined }
  }
}

function* scored({ of, people }: Among): Generator<Readonly<{ person: number; score: Exact }>> {
  for (let person = 0; person < people(); person++) {
    const score = of(person)
    if (sign(score) > 0) yield { person, score }
  }
}
