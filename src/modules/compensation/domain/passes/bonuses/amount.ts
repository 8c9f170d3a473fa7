import type { AmountBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { NotCompiled, numberCode } from '../code.ts'
import { rankName, rankNumber } from '../../pay/world.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { plainMarks, type Marks } from '../marks.ts'
import { keepStep } from '../renew/renewal.ts'
import { barsOf, derived, lose, nothingLost, numbersOf, unitsOf, type Found } from './found.ts'

/** A sum for each person: an amount, or a base and its rate; some come once, and are remembered. */
export function findAmount(
  compiler: Compiler,
  bonus: AmountBonus,
): Readonly<{ found: Found; marks: () => readonly Marks[] }> {
  const { values, decimals } = amountsOf(compiler, bonus)
  const bars = barsOf(compiler, bonus)
  const once = onceOf(compiler, bonus)
  const money = compiler.room.floats()
  const lost = nothingLost(compiler, bonus)
  compiler.hand.finish()
  const amountOf = (person: number): number => (once?.isPaid(person) === true ? 0 : (values[person] ?? 0))
  for (let person = 0; person < values.length; person++) {
    const value = amountOf(person)
    if (value === 0) continue
    if (bars[person] === 0) money[person] = value
    else lose(lost, person, value)
  }
  keepStep(compiler.renewal, (person) => {
    const value = amountOf(person)
    money[person] = bars[person] === 0 ? value : 0
    if (lost.of) lost.of[person] = bars[person] === 0 ? 0 : value
  })
  const marked = (): readonly number[] =>
    [...bars.keys()].filter((person) => bars[person] === 0 && amountOf(person) !== 0)
  return { found: { money, lost, decimals }, marks: () => (once ? [once.marks(marked())] : []) }
}

type Once = Readonly<{ isPaid: (person: number) => boolean; marks: (people: readonly number[]) => Marks }>

/** Who was paid before what comes once, and the marks of who is paid now. */
function onceOf({ plan, field, columns, period }: Compiler, bonus: AmountBonus): Once | undefined {
  if (bonus.once === 'every_period') return undefined
  // Without items of its own a payment is its person's one item, whose key is empty.
  const name = bonus.once === 'per_item' ? `${bonus.name} once ` : `${bonus.name} once`
  const before = field.before.latest(name)
  if (bonus.once !== 'at_rank')
    return {
      isPaid: (person) => before(person) !== undefined,
      marks: (people) => plainMarks(name, people, period, period),
    }
  const ranks = columns.get('rank')
  if (ranks?.is !== 'rank') throw new NotCompiled('a payment at a rank before ranks are computed')
  const rankOf = (person: number): number => ranks.values[person] ?? 0
  return {
    isPaid: (person) =>
      rankOf(person) <= Math.max(rankNumber(plan, before(person)), field.before.careerRank[person] ?? 0),
    marks: (people) => ({
      ...plainMarks(name, people, period, ''),
      value: (row) => rankName(plan, rankOf(people[row] ?? 0)) ?? '',
    }),
  }
}

function amountsOf(compiler: Compiler, bonus: AmountBonus): NumberColumn {
  const place = { person: 'p', tree: 'sponsor' }
  if (bonus.amount) return numbersOf(compiler, bonus.amount, place)
  if (!bonus.base || !bonus.rate) throw new Error('an amount has either an amount or a base with a rate')
  const [base, rate] = [numbersOf(compiler, bonus.base, place), numbersOf(compiler, bonus.rate, place)]
  const units = unitsOf(compiler, bonus)
  const { decimals } = numberCode('', base.decimals + rate.decimals + (units?.decimals ?? 0))
  const values = derived(compiler, compiler.room.floats(), (person) => {
    const amount = exactly((base.values[person] ?? 0) * (rate.values[person] ?? 0))
    return units ? exactly(amount * (units.values[person] ?? 0)) : amount
  })
  return { values, decimals }
}
