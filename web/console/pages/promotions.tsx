import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listPromotions, promotionState } from '#modules/promotions/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { DayBars } from '../promotions/day-bars.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
type Row = Inside<typeof listPromotions, 'response'>['rows'][number]

/** Every promotion with its state, its days, and what it was used for and cost. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const { state } = useTableAddress()
  const wanted = promotionState.options.find((value) => value === state.filters['state'])
  const asked = useAnswer(
    listPromotions,
    { query: { ...pageAsk(state, ROWS), ...(wanted ? { state: wanted } : {}) } },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'title',
      name: t('promotions.name'),
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link strong" to={`/promotions/${row.market}/${row.code}`}>
            {row.title}
          </Link>
          <div className="tiny quiet">{row.code}</div>
        </>
      ),
    },
    {
      key: 'state',
      name: t('promotions.state'),
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`promotions.states.${row.state}`)}</Badge>,
    },
    { key: 'market', name: t('promotions.market'), render: (row) => row.market },
    { key: 'days', name: t('promotions.days'), render: (row) => <Days from={row.from} until={row.until} /> },
    { key: 'campaign', name: t('promotions.campaign'), render: (row) => row.campaign ?? '–' },
    {
      key: 'orders',
      name: t('promotions.orders'),
      right: true,
      render: (row) => t('promotions.count', { count: row.orders }),
    },
    { key: 'cost', name: t('promotions.cost'), right: true, render: (row) => <Money value={row.cost} /> },
    {
      key: 'chart',
      name: t('promotions.lastDays'),
      render: (row) => <DayBars days={row.days} label={t('promotions.chartOf', { title: row.title })} />,
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.promotions')}
        lead={t('promotions.lead')}
        aside={
          mayDo(session.data, 'promotions.manage') ? (
            <Button component={Link} to="/promotions/new" size="xs">
              {t('promotions.new')}
            </Button>
          ) : null
        }
      />
      <DataTable
        label={t('place.promotions')}
        columns={columns}
        rowKey={(row) => `${row.market} ${row.code}`}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          {
            key: 'state',
            name: t('promotions.state'),
            options: options(t, 'promotions.states', promotionState.options),
          },
        ]}
        empty={{ title: t('promotions.emptyTitle'), body: t('promotions.emptyBody') }}
      />
    </>
  )
}

/** From when to when, as the text says it. */
function Days({ from, until }: { from: string | null; until: string | null }) {
  const { t } = useTranslation()
  if (from === null && until === null) return t('promotions.always')
  return (
    <span className="number">
      {from ?? '…'} – {until ?? '…'}
    </span>
  )
}
