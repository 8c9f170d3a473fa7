import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '#kit/figures.tsx'
import { formatCount, formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { scrollable } from '#kit/spoken.ts'
import type { Summary } from './summary.ts'

/** From which rank under the plan as it is people come to which under the changed one, in a month. */
export function RankMoves({ summary }: { summary: Summary }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [period, setPeriod] = useState(summary.months.at(-1)?.period ?? '')
  const month = summary.months.find((one) => one.period === period)
  const rows = [t('lab.noRank'), ...summary.ranks.before]
  const columns = [t('lab.noRank'), ...summary.ranks.after]
  // A rank that the changed plan has too stands where that one has it.
  const placeOf = (row: number) => (row === 0 ? 0 : summary.ranks.after.indexOf(rows[row] ?? '') + 1 || row)
  const toneOf = (row: number, column: number) => {
    if (column === placeOf(row)) return 'none'
    return column > placeOf(row) ? 'up' : 'down'
  }
  return (
    <Panel
      title={t('lab.rankMoves')}
      aside={
        <Select
          aria-label={t('lab.month')}
          size="xs"
          allowDeselect={false}
          data={summary.months.map((one) => ({
            value: one.period,
            label: formatPeriod(one.period, locale),
          }))}
          value={period}
          onChange={(value) => setPeriod(value ?? period)}
        />
      }
      flush
    >
      <p className="small soft lab-lead">{t('lab.rankMovesLead')}</p>
      <section className="table-scroll" aria-label={t('lab.rankMoves')} {...scrollable}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('lab.fromRank')}</th>
              {columns.map((name, column) => (
                <th key={`to-${column + 1}`} scope="col" className="table__right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((name, row) => (
              <tr key={`from-${row + 1}`}>
                <th scope="row" className="lab-row">
                  {name}
                </th>
                {columns.map((_, column) => {
                  const people = month?.rankMoves[row]?.[column] ?? 0
                  return (
                    <td
                      key={`cell-${column + 1}`}
                      className={`table__right${people === 0 ? ' quiet' : ` lab-move--${toneOf(row, column)}`}`}
                    >
                      {formatCount(people, locale)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}
