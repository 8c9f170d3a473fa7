import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listTransfers, transferState } from '#modules/positions/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000

type Row = Inside<typeof listTransfers, 'response'>['rows'][number]

/** Transfers of positions: those that wait for a second person first, then what was decided. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const wanted = transferState.safeParse(state.filters['state'])
  const asked = useAnswer(
    listTransfers,
    { query: { ...pageAsk(state, ROWS), ...(wanted.success ? { state: wanted.data } : {}) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'position',
      name: t('transfers.position'),
      fixed: true,
      render: (row) => (
        <Link className="table__row-link number" to={`/people/transfers/${row.transfer}`}>
          {row.position.code}
        </Link>
      ),
    },
    {
      key: 'state',
      name: t('moves.state'),
      fixed: true,
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`moves.states.${row.state}`)}</Badge>,
    },
    { key: 'from', name: t('transfers.from'), render: (row) => row.from.displayName },
    { key: 'to', name: t('transfers.newOwner'), render: (row) => row.to.displayName },
    { key: 'kind', name: t('transfers.why'), render: (row) => t(`transfers.kinds.${row.kind}`) },
    { key: 'since', name: t('moves.since'), render: (row) => <DateText at={row.validFrom} look="day" /> },
    {
      key: 'asked',
      name: t('moves.asked'),
      render: (row) => (
        <>
          {row.requestedBy}
          <div className="tiny quiet">
            <DateText at={row.requestedAt} look="dateTime" />
          </div>
        </>
      ),
    },
  ]
  return (
    <>
      <PageHead title={t('place.transfers')} lead={t('transfers.lead')} />
      <DataTable
        label={t('place.transfers')}
        columns={columns}
        rowKey={(row) => row.transfer}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          {
            key: 'state',
            name: t('moves.state'),
            options: options(t, 'moves.states', transferState.options),
          },
        ]}
        empty={{ title: t('transfers.emptyTitle'), body: t('transfers.emptyBody') }}
      />
    </>
  )
}
