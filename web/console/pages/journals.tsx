import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { journalState, listAccounts, listJournals } from '#modules/ledger/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { Count } from '#kit/volume.tsx'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const CODES = [
  'order',
  'order.cancel',
  'order.return',
  'payment',
  'payment.refund',
  'payment.reversal',
  'compensation.accepted',
  'compensation.handed_on',
  'transfer.handed_over',
  'merge.handed_over',
] as const

type Row = Readonly<{
  id: string
  code: string
  state: string
  at: number
  about: Readonly<{ kind: string; id: string }> | null
  entries: number
  totals: readonly Readonly<{ minor: bigint; currency: string }>[]
}>

/** The ledger: every journal, balanced, never changed. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const wanted = journalState.safeParse(state.filters['state'])
  const code = state.filters['code']
  const asked = useAnswer(
    listJournals,
    {
      query: {
        ...pageAsk(state, ROWS),
        ...(wanted.success ? { state: wanted.data } : {}),
        ...(code === undefined ? {} : { code }),
      },
    },
    { keep: true },
  )
  const accounts = useAnswer(listAccounts, {})
  const columns: readonly Column<Row>[] = [
    {
      key: 'code',
      name: t('journal.code'),
      fixed: true,
      render: (row) => (
        <Link className="table__row-link" to={`/money/${row.id}`}>
          {t(`journal.codes.${row.code.replaceAll('.', '_')}`, { defaultValue: row.code })}
        </Link>
      ),
    },
    {
      key: 'about',
      name: t('journal.about'),
      render: (row) => <span className="number">{row.about?.id}</span>,
    },
    {
      key: 'at',
      name: t('journal.at'),
      sort: 'at',
      render: (row) => <DateText at={row.at} look="dateTime" />,
    },
    {
      key: 'state',
      name: t('journal.state'),
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`journal.states.${row.state}`)}</Badge>,
    },
    {
      key: 'entries',
      name: t('journal.entries'),
      right: true,
      render: (row) => <Count value={row.entries} />,
    },
    {
      key: 'total',
      name: t('journal.total'),
      right: true,
      render: (row) =>
        row.totals.map((total) => (
          <div key={total.currency}>
            <Money value={total} />
          </div>
        )),
    },
  ]
  return (
    <>
      <PageHead title={t('place.money')} lead={t('journals.lead')} />
      <div className="columns">
        <DataTable
          label={t('place.money')}
          columns={columns}
          rowKey={(row) => row.id}
          asked={asked}
          rowsPerPage={ROWS}
          searchable
          filters={[
            {
              key: 'code',
              name: t('journal.code'),
              options: CODES.map((value) => ({
                value,
                label: t(`journal.codes.${value.replaceAll('.', '_')}`),
              })),
            },
            {
              key: 'state',
              name: t('journal.state'),
              options: options(t, 'journal.states', journalState.options),
            },
          ]}
          empty={{ title: t('journals.emptyTitle'), body: t('journals.emptyBody') }}
        />
        <Panel title={t('journals.accounts')}>
          <Answer asked={accounts}>
            {(data) => (
              <dl className="facts">
                {data.accounts.map((account) => (
                  <div
                    key={`${account.kind}-${account.legalEntity}-${account.balance.currency}`}
                    style={{ display: 'contents' }}
                  >
                    <dt>
                      {t(`journal.accounts.${account.kind}`, { defaultValue: account.kind })}{' '}
                      <span className="quiet">{account.legalEntity}</span>
                    </dt>
                    <dd>
                      <Money value={account.balance} />
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </Answer>
        </Panel>
      </div>
    </>
  )
}
