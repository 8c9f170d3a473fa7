import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listPools, listStock } from '#modules/inventory/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000
const STATES = ['short', 'sold_out', 'left', 'expected'] as const
type Row = Inside<typeof listStock, 'response'>['rows'][number]

/** Everything that is counted, pool by pool: what lies there, what is promised, and what is left. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const pools = useAnswer(listPools, {})
  const wanted = STATES.find((value) => value === state.filters['state'])
  const pool = state.filters['pool']
  const asked = useAnswer(
    listStock,
    {
      query: {
        ...pageAsk(state, ROWS),
        ...(wanted === undefined ? {} : { state: wanted }),
        ...(pool === undefined ? {} : { pool }),
      },
    },
    { keep: true, everyMs: LIVE_MS },
  )
  const nameOf = new Map((pools.data?.pools ?? []).map((one) => [one.pool, one.name]))
  const number = (key: 'onHand' | 'promised' | 'left' | 'expected'): Column<Row> => ({
    key,
    name: t(`stock.${key}`),
    sort: key,
    right: true,
    render: (row) => t('stock.pieces', { count: row[key] }),
  })
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      name: t('stock.product'),
      sort: 'name',
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link strong" to={`/catalogue/stock/${row.product}`}>
            {row.name}
          </Link>
          <div className="tiny quiet number">{row.product}</div>
        </>
      ),
    },
    // Where there is one pool only, it tells nothing.
    ...(nameOf.size > 1
      ? [{ key: 'pool', name: t('stock.pool'), render: (row: Row) => nameOf.get(row.pool) ?? row.pool }]
      : []),
    number('onHand'),
    number('promised'),
    number('left'),
    number('expected'),
    { key: 'state', name: t('stock.state'), render: (row) => <StockState stock={row} /> },
  ]
  return (
    <>
      <PageHead
        title={t('place.stock')}
        lead={t('stock.lead')}
        aside={
          <Button component={Link} to="/catalogue/stock/pools" size="xs" variant="default">
            {t('stock.pools')}
          </Button>
        }
      />
      <DataTable
        label={t('place.stock')}
        columns={columns}
        rowKey={(row) => `${row.product} ${row.pool}`}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          { key: 'state', name: t('stock.state'), options: options(t, 'stock.states', STATES) },
          {
            key: 'pool',
            name: t('stock.pool'),
            options: [...nameOf].map(([value, label]) => ({ value, label })),
          },
        ]}
        empty={{ title: t('stock.emptyTitle'), body: t('stock.emptyBody') }}
      />
    </>
  )
}

/** Whether anything can still be promised, in a word with a tint. */
export function StockState({ stock }: { stock: Pick<Row, 'left' | 'missing'> }) {
  const { t } = useTranslation()
  if (stock.missing > 0) return <Badge tone="harm">{t('stock.isShort', { count: stock.missing })}</Badge>
  if (stock.left === 0) return <Badge tone="warn">{t('stock.isOut')}</Badge>
  return <Badge tone="good">{t('stock.isLeft')}</Badge>
}
