import { add, compare, multiply, sign, ZERO, type Exact } from '#shared/exact.ts'
import type { PoolBonus } from '../../language/plan.ts'
import { coinsIn } from '../../pay/convert.ts'
import { payable } from '../../pay/settle.ts'
import { exactOfText, exactToText } from '../../pay/state-text.ts'
import { barsExactly, exactOfCompany, exactValues } from '../asked/exact-values.ts'
import { isConvertedByLine } from '../asked/found-by-walking.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import type { Compiler } from '../compiler.ts'
import { exactColumn } from '../exact-column.ts'
import { settleExact } from '../exact-settle.ts'
import { plainMarks } from '../marks.ts'
import { mostRenewed } from '../renew/members.ts'
import { keepWhole } from '../renew/renewal.ts'
import { digitsOf, type BonusSettling } from '../settle.ts'
import { divisionOf, type Parts } from './pool-division.ts'
import { fundName } from './pool.ts'

/** A fund with its parts as they stand. */
type Divided = Readonly<{ fund: Exact; parts: Parts }>

/** Divides a fund in exact numbers: by places, fractions or shares, with caps, units and steps. */
export function settlePoolExactly(compiler: Compiler, bonus: PoolBonus): BonusSettling {
  const { field, room, renewal } = compiler
  const fundNow = fundOf(compiler, bonus)
  const division = divisionOf(compiler, bonus, barsExactly(compiler, bonus))
  const unit = bonus.unitValue && exactValues(compiler, bonus.unitValue, 'sponsor')
  compiler.hand.finish()
  const found = { amounts: exactColumn(room), unrounded: exactColumn(room), lost: exactColumn(room) }
  const paid = { bonus, digits: digitsOf(compiler, bonus) }
  const divided = (): Divided => {
    const fund = fundNow()
    return { fund, parts: division.partsOf(fund) }
  }
  /** Writes what comes to somebody; gives whether that is something else than before. */
  const write = ({ fund, parts }: Divided, person: number): boolean => {
    const part = sign(fund) > 0 ? parts.of(person)?.amount : undefined
    const isShared = bonus.divide.by === 'shares' && bonus.divide.residue === 'shared'
    const amount = part === undefined ? ZERO : isShared || !unit ? part : multiply(part, unit(person))
    if (compare(found.unrounded.get(person), amount) === 0) return false
    found.unrounded.set(person, amount)
    found.amounts.set(person, bonus.roundedPer === 'line' ? payable(paid, amount) : amount)
    return true
  }
  const everybody = (): readonly number[] => Array.from({ length: field.there() }, (_, person) => person)
  division.count(everybody())
  let now = divided()
  for (const person of everybody()) write(now, person)
  const key = `pool:${bonus.name}`
  renewal?.readsOfAll(key)
  keepWhole(renewal, (again, members) => {
    division.count(members)
    const before = now
    now = divided()
    const changed = (isSame(before, now) ? [...members] : everybody()).filter((person) => write(now, person))
    // Where more are paid something else than are renewed, what goes by it is computed again for everybody.
    if (changed.length <= mostRenewed(field.people) - members.length) again.include(changed)
    else again.isOther(key)
  })
  const isLost = (): boolean => now.parts.isNobody && bonus.nobody === 'to_company'
  const settling = settleExact(compiler, bonus, {
    ...found,
    converted: isConvertedByLine(bonus) ? convertedLines(compiler, bonus, found.amounts.get) : undefined,
    lostByAll: () => (isLost() && sign(now.fund) > 0 ? now.fund : ZERO),
  })
  const left = (): Exact => (now.parts.isNobody ? now.fund : ZERO)
  return {
    ...settling,
    settled: () => ({
      ...settling.settled(),
      pool: (person) => ({
        isNobody: now.parts.isNobody,
        shares: now.parts.shares,
        part: now.parts.of(person),
      }),
    }),
    marks: () =>
      bonus.nobody === 'carry'
        ? [plainMarks(fundName(bonus), [-1], compiler.period, exactToText(left()))]
        : [],
  }
}

/** Each one's part in the own currency. */
function convertedLines(
  compiler: Compiler,
  bonus: PoolBonus,
  partOf: (person: number) => Exact,
): Readonly<{ get: (person: number) => Exact }> {
  const get = (person: number): Exact => {
    const part = partOf(person)
    const coin = sign(part) === 0 ? undefined : coinsIn(worldSoFar(compiler), bonus)(person)
    return coin ? coin.ofLine(part) : ZERO
  }
  return { get }
}

/** Whether whoever was not counted anew has the same part as before. */
function isSame(before: Divided, now: Divided): boolean {
  const [was, is] = [before.parts.basis, now.parts.basis]
  if (was === undefined || is === undefined) return false
  return compare(before.fund, now.fund) === 0 && compare(was, is) === 0
}

/** What the period gives to the fund, nothing below zero, and what an earlier one left in it. */
function fundOf(compiler: Compiler, bonus: PoolBonus): () => Exact {
  const added = exactOfCompany(compiler, bonus.fund)
  const carried = exactOfText(compiler.field.before.latest(fundName(bonus))(-1) ?? '')
  return () => {
    const value = added()
    return sign(value) > 0 ? add(value, carried) : carried
  }
}
