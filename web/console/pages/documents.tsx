import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { documentKind, exportDocuments, listDocuments, printDocument } from '#modules/billing/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { pageAsk, useTableAddress, type TableState } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000

type Row = Inside<typeof listDocuments, 'response'>['rows'][number]

function filtersOf(state: TableState) {
  const parsed = exportDocuments.query.partial().safeParse({
    ...state.filters,
    ...(state.search === '' ? {} : { search: state.search }),
  })
  return parsed.success ? parsed.data : {}
}

/** Every invoice and credit note, to be found by number, order and buyer, and taken away as a PDF. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const filters = filtersOf(state)
  const asked = useAnswer(
    listDocuments,
    { query: { ...filters, ...pageAsk(state, ROWS) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'number',
      name: t('documents.number'),
      sort: 'number',
      fixed: true,
      render: ({ document, number }) => (
        <a
          className="table__row-link number"
          href={endpointPath(printDocument, { params: { document } })}
          aria-label={t('documents.download', { number })}
          download
        >
          {number}
        </a>
      ),
    },
    {
      key: 'kind',
      name: t('documents.kind'),
      render: ({ kind }) => (
        <Badge tone={kind === 'invoice' ? 'plain' : 'warn'}>{t(`documents.kinds.${kind}`)}</Badge>
      ),
    },
    {
      key: 'issuedAt',
      name: t('documents.issuedAt'),
      sort: 'issuedAt',
      render: ({ issuedAt }) => <DateText at={issuedAt} look="dateTime" />,
    },
    {
      key: 'order',
      name: t('documents.order'),
      render: ({ order }) => (
        <Link className="number" to={`/orders/${order}`}>
          {order}
        </Link>
      ),
    },
    { key: 'buyer', name: t('documents.buyer'), render: ({ buyer }) => buyer.name },
    { key: 'entity', name: t('documents.entity'), render: ({ entity }) => entity },
    {
      key: 'total',
      name: t('documents.total'),
      sort: 'total',
      right: true,
      render: ({ total }) => <Money value={total} />,
    },
  ]
  return (
    <>
      <PageHead title={t('documents.title')} lead={t('documents.lead')} />
      <DataTable
        label={t('documents.title')}
        columns={columns}
        rowKey={({ document }) => document}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        exportHref={endpointPath(exportDocuments, { query: filters })}
        filters={[
          {
            key: 'kind',
            name: t('documents.kind'),
            options: options(t, 'documents.kinds', documentKind.options),
          },
        ]}
        empty={{ title: t('documents.emptyTitle'), body: t('documents.emptyBody') }}
      />
    </>
  )
}
