import type { Expression } from './expression.ts'
import type { PlanNames } from './names.ts'
import { stop, type Reading } from './reading.ts'

/** The currencies or units that bonuses pay in; given pay is told in the plan's. */
export function currenciesOf(names: PlanNames, bonuses: readonly string[]): readonly string[] {
  return [...new Set(bonuses.map((name) => names.currencyOf(name)))]
}

/** Refuses to take pay in several currencies together: only a rule can say what one of them is worth in the other. */
export function checkTogether(reading: Reading, bonuses: readonly string[]): void {
  const found = currenciesOf(reading.names, bonuses)
  if (found.length > 1)
    stop(reading, `pay in ${found.join(' and ')}`, 'bonuses that pay in one currency or unit')
}

/** Refuses a sum, a difference or a comparison of pay in two currencies. */
export function checkAlike(reading: Reading, parts: readonly Expression[]): void {
  const found = [
    ...new Set(parts.map((part) => currencyIn(part, reading.names)).filter((one) => one !== undefined)),
  ]
  if (found.length > 1)
    stop(
      reading,
      `pay in ${found.join(' beside pay in ')}`,
      'pay in one currency or unit, or each times what it is worth, such as earned(BONUS) * fact:rate',
    )
}

/** The currency of the pay that an expression tells of; undefined where it is a plain number, or was multiplied. */
export function currencyIn(expression: Expression, names: PlanNames): string | undefined {
  const first = (parts: readonly Expression[]): string | undefined => {
    for (const part of parts) {
      const currency = currencyIn(part, names)
      if (currency !== undefined) return currency
    }
    return undefined
  }
  switch (expression.node) {
    case 'earned':
    case 'unpaid':
      return currenciesOf(names, expression.bonuses)[0]
    case 'minus':
      return currencyIn(expression.of, names)
    case 'operation':
      return expression.operator === '+' || expression.operator === '-'
        ? first([expression.left, expression.right])
        : undefined
    case 'choice':
      return first([expression.yes, expression.no])
    case 'call':
      return ['min', 'max', 'floor', 'ceil', 'round', 'abs'].includes(expression.name)
        ? first(
            expression.arguments.slice(
              0,
              expression.name === 'min' || expression.name === 'max' ? undefined : 1,
            ),
          )
        : undefined
    case 'aggregate':
      return ['sum', 'min', 'max'].includes(expression.name) && expression.of
        ? currencyIn(expression.of, names)
        : undefined
    case 'field':
      return expression.of === 'measure' ? names.measureCurrency(expression.name) : undefined
    default:
      return undefined
  }
}
