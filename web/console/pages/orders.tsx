import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { exportOrders, listOrders, orderChannel, orderState, orderType } from '#modules/orders/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress, type TableState } from '#kit/table-address.ts'
import { Volume } from '#kit/volume.tsx'
import { PageHead } from '../page-head.tsx'
import { options, payTone, toneOf } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000

type Party = Readonly<{ code: string; name?: string | undefined }> | null
type Row = Readonly<{
  code: string
  placedAt: number
  state: string
  progress: string
  payState: string | null
  type: string
  channel: string
  market: string
  buyer: Party
  guestName: string | null
  seller: Party
  pieces: number
  total: Readonly<{ minor: bigint; currency: string }>
  volumes: Readonly<Record<string, bigint>>
}>

function orderFilters(state: TableState) {
  const parsed = exportOrders.query.partial().safeParse({
    ...state.filters,
    ...(state.search === '' ? {} : { search: state.search }),
  })
  return parsed.success ? parsed.data : {}
}

/** Every order, with the volumes that it carries. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const { data: session } = useSession()
  const filters = orderFilters(state)
  const asked = useAnswer(
    listOrders,
    { query: { ...filters, ...pageAsk(state, ROWS) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const names = [...new Set((asked.data?.rows ?? []).flatMap((row) => Object.keys(row.volumes)))]
  const columns: readonly Column<Row>[] = [
    {
      key: 'code',
      name: t('order.code'),
      sort: 'code',
      fixed: true,
      render: (row) => (
        <Link className="table__row-link number" to={`/orders/${row.code}`}>
          {row.code}
        </Link>
      ),
    },
    {
      key: 'placed',
      name: t('order.placedAt'),
      sort: 'placedAt',
      render: (row) => <DateText at={row.placedAt} look="dateTime" />,
    },
    {
      key: 'buyer',
      name: t('order.buyer'),
      render: (row) => row.buyer?.name ?? row.buyer?.code ?? row.guestName ?? t('order.guest'),
    },
    {
      key: 'seller',
      name: t('order.seller'),
      render: (row) => <span className="soft">{row.seller?.name ?? row.seller?.code}</span>,
    },
    { key: 'channel', name: t('order.channel'), render: (row) => t(`order.channels.${row.channel}`) },
    { key: 'type', name: t('order.type'), render: (row) => t(`order.types.${row.type}`) },
    {
      key: 'state',
      name: t('order.state'),
      render: (row) => <Badge tone={toneOf(row.progress)}>{t(`order.progress.${row.progress}`)}</Badge>,
    },
    {
      key: 'payment',
      name: t('order.paying.title'),
      render: (row) =>
        row.payState === null ? null : (
          <Badge tone={payTone(row.payState)}>{t(`order.paying.states.${row.payState}`)}</Badge>
        ),
    },
    ...names.map((name) => ({
      key: `volume-${name}`,
      name,
      right: true,
      render: (row: Row) => <Volume micro={row.volumes[name] ?? 0n} unit="" places={2} />,
    })),
    {
      key: 'total',
      name: t('order.total'),
      sort: 'total',
      right: true,
      render: (row) => <Money value={row.total} />,
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.orders')}
        lead={t('orders.lead')}
        aside={
          mayDo(session, 'orders.place') ? (
            <Button component={Link} to="/orders/drafts/new">
              {t('drafts.begin')}
            </Button>
          ) : null
        }
      />
      <DataTable
        label={t('place.orders')}
        columns={columns}
        rowKey={(row) => row.code}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        exportHref={endpointPath(exportOrders, { query: filters })}
        filters={[
          {
            key: 'channel',
            name: t('order.channel'),
            options: options(t, 'order.channels', orderChannel.options),
          },
          { key: 'type', name: t('order.type'), options: options(t, 'order.types', orderType.options) },
          { key: 'state', name: t('order.state'), options: options(t, 'order.states', orderState.options) },
        ]}
        empty={{ title: t('orders.emptyTitle'), body: t('orders.emptyBody') }}
      />
    </>
  )
}
