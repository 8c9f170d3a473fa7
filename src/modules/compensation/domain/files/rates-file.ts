import type { RateInput } from '../pay/pay-input.ts'
import { exchangeRateColumn, filled, periodColumn, unitColumn } from './column.ts'
import { rowOf, type FileContext, type FileReader } from './file-reader.ts'

export const rateColumns = {
  period: periodColumn(filled('period', 'The period in which it is used.')),
  from: unitColumn(filled('from', 'The currency that is given.')),
  to: unitColumn(filled('to', 'The currency that is got.')),
  rate: exchangeRateColumn(filled('rate', 'Units of the second for one of the first.')),
} as const

/** Reads rates.csv: one rate for a pair of currencies in a period. */
export function ratesReader(
  names: readonly string[],
  context: FileContext,
): FileReader<readonly RateInput[]> {
  const row = rowOf(names, Object.values(rateColumns), context)
  const rates: RateInput[] = []
  const rowOfPair = new Map<string, number>()
  return {
    readRow(cells) {
      row.move(cells)
      const rate = {
        period: row.take(rateColumns.period),
        from: row.take(rateColumns.from),
        to: row.take(rateColumns.to),
        ratePico: row.take(rateColumns.rate),
      }
      const pair = [rate.period, rate.from, rate.to].join(' ')
      const first = rowOfPair.get(pair)
      if (first === undefined) rowOfPair.set(pair, row.number)
      else
        row.refuse(
          'rate',
          'duplicate_rate',
          `a second rate, after that of row ${first}`,
          'one rate for a pair in a period',
        )
      rates.push(rate)
    },
    finish: () => rates,
  }
}
