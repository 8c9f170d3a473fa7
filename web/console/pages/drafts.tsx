import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listDrafts } from '#modules/orders/contract/drafts.ts'
import { orderChannel } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { useBuyerWords } from '../orders/draft-buyer.ts'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 25

type Row = Inside<typeof listDrafts, 'response'>['rows'][number]

/** Orders that somebody began, wherever that was. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const buyerWords = useBuyerWords()
  const channel = state.filters['channel']
  const asked = useAnswer(
    listDrafts,
    { query: { ...pageAsk(state, ROWS), ...(channel === undefined ? {} : { channel }) } },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'buyer',
      name: t('drafts.buyer'),
      fixed: true,
      render: ({ draft, buyer }) => (
        <Link className="table__row-link" to={`/orders/drafts/${draft}`}>
          {buyerWords(buyer)}
        </Link>
      ),
    },
    {
      key: 'state',
      name: t('drafts.state'),
      fixed: true,
      render: ({ handedAt }) => (
        <Badge tone={handedAt === null ? 'plain' : 'good'}>
          {t(handedAt === null ? 'drafts.open' : 'drafts.handed')}
        </Badge>
      ),
    },
    { key: 'pieces', name: t('drafts.pieces'), right: true, render: ({ pieces }) => pieces },
    {
      key: 'by',
      name: t('drafts.preparedBy'),
      render: ({ preparedBy }) => preparedBy?.name ?? t('drafts.company'),
    },
    {
      key: 'channel',
      name: t('drafts.channel'),
      render: (row) => t(`order.channels.${row.channel}`, { defaultValue: row.channel }),
    },
    {
      key: 'begun',
      name: t('drafts.begun'),
      render: ({ begunAt }) => <DateText at={begunAt} look="dateTime" />,
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.drafts')}
        lead={t('drafts.lead')}
        aside={
          <Button component={Link} to="/orders/drafts/new">
            {t('drafts.begin')}
          </Button>
        }
      />
      <DataTable
        label={t('place.drafts')}
        columns={columns}
        rowKey={(row) => row.draft}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          {
            key: 'channel',
            name: t('drafts.channel'),
            options: options(t, 'order.channels', orderChannel.options),
          },
        ]}
        empty={{ title: t('drafts.emptyTitle'), body: t('drafts.emptyBody') }}
      />
    </>
  )
}
