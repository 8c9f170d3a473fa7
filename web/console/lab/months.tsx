import { useTranslation } from 'react-i18next'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Amount } from './amount.tsx'
import { PlainTable } from './plain-table.tsx'
import { paidIn, sumBonuses, type OfCurrency, type Summary } from './summary.ts'

const SHORT_HASH = 12

/** What both plans pay month by month, beside what was accepted. */
export function Months({ summary, of }: { summary: Summary; of: OfCurrency }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const isMain = of.currency === summary.currency
  const name = (period: string) => formatPeriod(period, locale)
  const listed = (months: Summary['months']) => months.map(({ period }) => name(period)).join(', ')
  const differs = summary.months.filter(
    ({ accepted, before }) =>
      accepted !== null && paidIn(accepted, of.currency) !== paidIn(before, of.currency),
  )
  const anew = summary.months.filter(({ inputs }) => !inputs.frozen)
  const amounts = (before: bigint, after: bigint) => [
    <Amount key="before" minor={before} of={of} />,
    <Amount key="after" minor={after} of={of} />,
    <Amount key="change" minor={after - before} of={of} signed />,
  ]
  const sum = (part: (month: Summary['months'][number]) => bigint) =>
    summary.months.reduce((total, month) => total + part(month), 0n)
  const named = (key: string, sales: Readonly<{ all: bigint; own: bigint }>) => (
    <span key="month">
      {key}
      {isMain ? (
        <div className="tiny quiet">
          {t('lab.sales')} <Amount minor={sales.all} of={of} />, {t('lab.ownSales')}{' '}
          <Amount minor={sales.own} of={of} />
        </div>
      ) : null}
    </span>
  )
  const accepted = (list: Summary['months'][number]['accepted']) =>
    list === null ? '–' : <Amount minor={paidIn(list, of.currency)} of={of} />
  return (
    <PlainTable
      title={t('lab.byMonth')}
      label={t('lab.byMonth')}
      heads={[
        { key: 'month', name: t('lab.month') },
        { key: 'accepted', name: t('lab.accepted'), right: true },
        { key: 'before', name: t('lab.before'), right: true },
        { key: 'after', name: t('lab.after'), right: true },
        { key: 'change', name: t('lab.change'), right: true },
      ]}
      rows={[
        ...summary.months.map((month) => ({
          key: month.period,
          cells: [
            named(name(month.period), { all: month.salesMinor, own: month.ownSalesMinor }),
            accepted(month.accepted),
            ...amounts(paidIn(month.before, of.currency), paidIn(month.after, of.currency)),
          ],
        })),
        {
          key: 'together',
          strong: true,
          cells: [
            named(t('lab.together'), {
              all: sum(({ salesMinor }) => salesMinor),
              own: sum(({ ownSalesMinor }) => ownSalesMinor),
            }),
            <Amount
              key="accepted"
              minor={sum((month) => paidIn(month.accepted ?? [], of.currency))}
              of={of}
            />,
            ...amounts(of.total.before, of.total.after),
          ],
        },
      ]}
      foot={
        <div className="stack stack--tight lab-notes">
          {differs.length > 0 ? (
            <p className="small warn">{t('lab.acceptedDiffers', { months: listed(differs) })}</p>
          ) : null}
          {anew.length > 0 ? <p className="small soft">{t('lab.anew', { months: listed(anew) })}</p> : null}
          {summary.months.every(({ byPasses }) => byPasses) ? null : (
            <p className="small soft">{t('lab.walked')}</p>
          )}
          <p className="tiny quiet">
            {t('lab.inputs')}{' '}
            <span className="number">
              {summary.months.map(({ inputs }) => inputs.hash.slice(0, SHORT_HASH)).join(', ')}
            </span>
          </p>
        </div>
      }
    />
  )
}

/** What both plans pay by each bonus, in all months together. */
export function Bonuses({ summary, of }: { summary: Summary; of: OfCurrency }) {
  const { t } = useTranslation()
  return (
    <PlainTable
      title={t('lab.byBonus')}
      label={t('lab.byBonus')}
      heads={[
        { key: 'bonus', name: t('lab.bonus') },
        { key: 'before', name: t('lab.before'), right: true },
        { key: 'after', name: t('lab.after'), right: true },
        { key: 'change', name: t('lab.change'), right: true },
      ]}
      rows={sumBonuses(summary.months, of.currency).map(({ bonus, before, after }) => ({
        key: bonus,
        cells: [
          bonus,
          <Amount key="before" minor={before} of={of} />,
          <Amount key="after" minor={after} of={of} />,
          <Amount key="change" minor={after - before} of={of} signed />,
        ],
      }))}
    />
  )
}
