import type { EarnedInput } from '../pay/pay-input.ts'
import {
  amountColumn,
  filled,
  givenBonusColumn,
  optional,
  periodColumn,
  referenceColumn,
  unitColumn,
  unitDigits,
} from './column.ts'
import { rowOf, type FileContext, type FileReader } from './file-reader.ts'

export const earnedColumns = {
  personId: referenceColumn(filled('person_id', 'Who got it.'), 'people'),
  bonus: givenBonusColumn(
    filled('bonus', 'The bonus that it counts as: one of the plan, or a name under `given_pay`.'),
  ),
  period: periodColumn(filled('period', 'The period that it was earned in.')),
  amount: amountColumn(filled('amount', 'What was paid, before the run.')),
  currency: unitColumn(optional('currency', 'the plan’s currency', 'What the amount is in.')),
} as const

/** Reads earned.csv: pay that is given, for matching, caps and limits. */
export function earnedReader(
  names: readonly string[],
  context: FileContext,
): FileReader<readonly EarnedInput[]> {
  const row = rowOf(names, Object.values(earnedColumns), context)
  const earned: EarnedInput[] = []
  return {
    readRow(cells) {
      row.move(cells)
      const currency = row.take(earnedColumns.currency) || context.plan.currency
      earned.push({
        personId: row.take(earnedColumns.personId),
        bonus: row.take(earnedColumns.bonus),
        period: row.take(earnedColumns.period),
        amountMicro: row.take(earnedColumns.amount, unitDigits(context.plan.units, currency)),
        currency,
      })
    },
    finish: () => earned,
  }
}
