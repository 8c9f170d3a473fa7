import type { AmountBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { barsOf, numbersOf, unitsOf, type Found } from './found.ts'

/** A sum for each person: an amount, or a base and its rate. */
export function findAmount(compiler: Compiler, bonus: AmountBonus): Found {
  if (bonus.forEach) throw new NotCompiled('for_each')
  if (bonus.once !== 'every_period') throw new NotCompiled('once')
  const { values, decimals } = amountsOf(compiler, bonus)
  const bars = barsOf(compiler, bonus)
  return {
    money: values.map((value, person) => (bars[person] === 0 ? value : 0)),
    lost: values.map((value, person) => (bars[person] === 0 ? 0 : value)),
    decimals,
  }
}

function amountsOf(compiler: Compiler, bonus: AmountBonus): NumberColumn {
  const place = { person: 'p', tree: 'sponsor' }
  if (bonus.amount) return numbersOf(compiler, bonus.amount, place)
  if (!bonus.base || !bonus.rate) throw new Error('an amount has either an amount or a base with a rate')
  const [base, rate] = [numbersOf(compiler, bonus.base, place), numbersOf(compiler, bonus.rate, place)]
  const units = unitsOf(compiler, bonus)
  const { decimals } = numberCode('', base.decimals + rate.decimals + (units?.decimals ?? 0))
  const values = base.values.map((value, person) => {
    const amount = exactly(value * (rate.values[person] ?? 0))
    return units ? exactly(amount * (units.values[person] ?? 0)) : amount
  })
  return { values, decimals }
}
