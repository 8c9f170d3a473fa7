import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listMails, mailKind, mailState } from '#modules/messaging/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { mailTone } from '../mails/mail-tone.ts'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 25
const LIVE_MS = 5_000

type Row = Inside<typeof listMails, 'response'>['rows'][number]

/** Every mail, newest first, to be found by whom it is to and what it is about. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const kind = mailKind.safeParse(state.filters['kind'])
  const wanted = mailState.safeParse(state.filters['state'])
  const { page, rows } = pageAsk(state, ROWS)
  const asked = useAnswer(
    listMails,
    {
      query: {
        page,
        rows,
        ...(state.search === '' ? {} : { search: state.search }),
        ...(kind.success ? { kind: kind.data } : {}),
        ...(wanted.success ? { state: wanted.data } : {}),
      },
    },
    { keep: true, everyMs: LIVE_MS },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'subject',
      name: t('mails.subject'),
      fixed: true,
      render: ({ mail, subject }) => (
        <Link className="table__row-link" to={`/settings/mails/${mail}`}>
          {subject}
        </Link>
      ),
    },
    {
      key: 'to',
      name: t('mails.to'),
      fixed: true,
      render: ({ to }) => (
        <>
          {to.name === '' ? to.address : to.name}
          {to.name === '' ? null : <div className="tiny quiet">{to.address}</div>}
        </>
      ),
    },
    {
      key: 'state',
      name: t('mails.state'),
      render: (row) => <Badge tone={mailTone(row.state)}>{t(`mails.states.${row.state}`)}</Badge>,
    },
    { key: 'kind', name: t('mails.kind'), render: (row) => t(`mails.kinds.${row.kind}`) },
    {
      key: 'postedAt',
      name: t('mails.postedAt'),
      render: ({ postedAt }) => <DateText at={postedAt} look="dateTime" />,
    },
    {
      key: 'about',
      name: t('mails.about'),
      render: ({ about }) =>
        about === null ? null : about.kind === 'order' ? (
          <Link className="number" to={`/orders/${about.code}`}>
            {about.code}
          </Link>
        ) : (
          <span className="number">{about.code}</span>
        ),
    },
  ]
  const carrier = asked.data?.carrier
  return (
    <>
      <PageHead title={t('mails.title')} lead={t('mails.lead')} />
      {carrier?.kind === 'folder' ? (
        <p className="notice">{t('mails.folder', { where: carrier.where })}</p>
      ) : null}
      <DataTable
        label={t('mails.title')}
        columns={columns}
        rowKey={({ mail }) => mail}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          { key: 'kind', name: t('mails.kind'), options: options(t, 'mails.kinds', mailKind.options) },
          { key: 'state', name: t('mails.state'), options: options(t, 'mails.states', mailState.options) },
        ]}
        empty={{ title: t('mails.emptyTitle'), body: t('mails.emptyBody') }}
      />
    </>
  )
}
