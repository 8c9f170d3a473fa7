import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { effectGroup, listLabPeople } from '#modules/compensation/contract/lab.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { options } from '../words.ts'
import { Amount } from './amount.tsx'
import type { Summary } from './summary.ts'

type Row = Inside<typeof listLabPeople, 'response'>['rows'][number]
const ROWS = 25

/** Whom the change gives more or less, person by person, over all months. */
export function LabPeople({ experiment, summary }: { experiment: string; summary: Summary }) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const group = effectGroup.safeParse(state.filters['group'])
  const currency = summary.currencies.find((one) => one.currency === state.filters['currency'])
  const of = currency ?? summary.currencies[0]
  const { rank, market } = state.filters
  const narrowed = {
    ...(currency === undefined ? {} : { currency: currency.currency }),
    ...(group.success ? { group: group.data } : {}),
    ...(rank === undefined ? {} : { rank }),
    ...(market === undefined ? {} : { market }),
  }
  const query = { ...pageAsk(state, ROWS), ...narrowed }
  const asked = useAnswer(listLabPeople, { params: { experiment }, query }, { keep: true })
  const unit = of ?? { currency: summary.currency, digits: 2 }
  const address = new URLSearchParams({
    ...narrowed,
    ...(state.search === '' ? {} : { search: state.search }),
  })
  return (
    <section className="stack stack--tight">
      <h2>{t('lab.who')}</h2>
      <DataTable
        label={t('lab.who')}
        columns={useColumns(unit)}
        rowKey={(row) => row.code}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        exportHref={`/api/v1/lab-experiments/${experiment}/people.csv?${address.toString()}`}
        filters={useFilters(summary)}
        empty={{ title: t('lab.nobodyTitle'), body: t('lab.nobodyBody') }}
      />
    </section>
  )
}

function useFilters(summary: Summary) {
  const { t } = useTranslation()
  const markets = summary.currencies[0]?.byMarket.filter(({ market }) => market !== '') ?? []
  return [
    { key: 'group', name: t('lab.group'), options: options(t, 'lab.groups', effectGroup.options) },
    {
      key: 'rank',
      name: t('lab.rank'),
      options: [t('lab.noRank'), ...summary.ranks.before].map((label, place) => ({
        value: String(place),
        label,
      })),
    },
    {
      key: 'market',
      name: t('lab.market'),
      options: markets.map(({ market }) => ({ value: market, label: market })),
    },
    ...(summary.currencies.length > 1
      ? [
          {
            key: 'currency',
            name: t('lab.currency'),
            options: summary.currencies.map(({ currency }) => ({ value: currency, label: currency })),
          },
        ]
      : []),
  ]
}

function useColumns(of: Readonly<{ currency: string; digits: number }>): readonly Column<Row>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'person',
      name: t('lab.person'),
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link" to={`/people/${row.person}`}>
            {row.name ?? row.code}
          </Link>
          <div className="tiny quiet number">{row.code}</div>
        </>
      ),
    },
    {
      key: 'change',
      name: t('lab.change'),
      right: true,
      fixed: true,
      sort: 'change',
      render: (row) => <Amount minor={row.change.minor} of={of} signed />,
    },
    {
      key: 'before',
      name: t('lab.before'),
      right: true,
      render: (row) => <Amount minor={row.before.minor} of={of} />,
    },
    {
      key: 'after',
      name: t('lab.after'),
      right: true,
      render: (row) => <Amount minor={row.after.minor} of={of} />,
    },
    {
      key: 'rank',
      name: t('lab.rank'),
      render: (row) =>
        row.rankBefore === row.rankAfter
          ? (row.rankAfter ?? t('lab.noRank'))
          : `${row.rankBefore ?? t('lab.noRank')} → ${row.rankAfter ?? t('lab.noRank')}`,
    },
    { key: 'market', name: t('lab.market'), render: (row) => row.market },
  ]
}
