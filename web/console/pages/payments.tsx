import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import {
  exportPayments,
  listPayments,
  movementKind,
  paymentMethod,
  paymentState,
  waitingPayments,
} from '#modules/payments/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer } from '#kit/states.tsx'
import { pageAsk, useTableAddress, type TableState } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000
/** Pay later moves no money, so that no payment has it. */
const METHODS = paymentMethod.options.filter((method) => method !== 'pay_later')

type Row = Inside<typeof listPayments, 'response'>['rows'][number]

function filtersOf(state: TableState) {
  const parsed = exportPayments.query.partial().safeParse({
    ...state.filters,
    ...(state.search === '' ? {} : { search: state.search }),
  })
  return parsed.success ? parsed.data : {}
}

/** Every payment, and everything that went back; what is waited for stands beside it. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const filters = filtersOf(state)
  const asked = useAnswer(
    listPayments,
    { query: { ...filters, ...pageAsk(state, ROWS) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'order',
      name: t('movement.order'),
      fixed: true,
      render: (row) => (
        <Link className="table__row-link number" to={`/orders/${row.order}`}>
          {row.order}
        </Link>
      ),
    },
    {
      key: 'at',
      name: t('movement.at'),
      sort: 'at',
      render: (row) => <DateText at={row.at} look="dateTime" />,
    },
    {
      key: 'person',
      name: t('movement.person'),
      render: (row) => row.person?.name ?? row.person?.code ?? t('order.guest'),
    },
    { key: 'method', name: t('movement.method'), render: (row) => t(`movement.methods.${row.method}`) },
    {
      key: 'state',
      name: t('movement.state'),
      render: (row) =>
        row.kind === 'payment' ? (
          <Badge tone={toneOf(row.state)}>{t(`movement.states.${row.state}`)}</Badge>
        ) : (
          <Badge tone="plain">{t(`movement.kinds.${row.kind}`)}</Badge>
        ),
    },
    {
      key: 'reference',
      name: t('movement.reference'),
      render: (row) => <span className="soft">{row.reference}</span>,
    },
    {
      key: 'amount',
      name: t('movement.amount'),
      sort: 'amount',
      right: true,
      render: (row) => <Money value={row.amount} />,
    },
  ]
  return (
    <>
      <PageHead title={t('place.payments')} lead={t('payments.lead')} />
      <div className="columns">
        <DataTable
          label={t('place.payments')}
          columns={columns}
          rowKey={(row) => row.id}
          asked={asked}
          rowsPerPage={ROWS}
          searchable
          exportHref={endpointPath(exportPayments, { query: filters })}
          filters={[
            {
              key: 'kind',
              name: t('movement.kind'),
              options: options(t, 'movement.kinds', movementKind.options),
            },
            { key: 'method', name: t('movement.method'), options: options(t, 'movement.methods', METHODS) },
            {
              key: 'state',
              name: t('movement.state'),
              options: options(t, 'movement.states', paymentState.options),
            },
          ]}
          empty={{ title: t('payments.emptyTitle'), body: t('payments.emptyBody') }}
        />
        <Waiting />
      </div>
    </>
  )
}

function Waiting() {
  const { t } = useTranslation()
  const asked = useAnswer(waitingPayments, {}, { everyMs: LIVE_MS })
  return (
    <Panel title={t('payments.waits')}>
      <Answer asked={asked} rows={3}>
        {({ expected, refunds, disputes, strange }) => (
          <div className="stack">
            {expected.length + refunds.length + disputes.length === 0 ? (
              <p className="small soft">{t('payments.nothing')}</p>
            ) : null}
            {expected.map(({ count, amount }) => (
              <p key={amount.currency} className="small">
                {t('payments.expected', { count })}{' '}
                <strong>
                  <Money value={amount} />
                </strong>
              </p>
            ))}
            {expected.length === 0 ? null : (
              <Link className="text-link small" to="/money/payments?state=pending">
                {t('payments.expectedAct')}
              </Link>
            )}
            {refunds.length === 0 ? null : (
              <>
                <h3>{t('payments.refunds')}</h3>
                <dl className="facts">
                  {refunds.map(({ order, amount }) => (
                    <div key={`${order} ${amount.currency}`} style={{ display: 'contents' }}>
                      <dt>
                        <Link className="number" to={`/orders/${order}`}>
                          {order}
                        </Link>
                      </dt>
                      <dd>
                        <Money value={amount} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </>
            )}
            {disputes.length === 0 ? null : (
              <>
                <h3>{t('payments.disputes')}</h3>
                <dl className="facts">
                  {disputes.map(({ order, dispute, amount, dueAt }) => (
                    <div key={dispute} style={{ display: 'contents' }}>
                      <dt>
                        <Link className="number" to={`/orders/${order}`}>
                          {order}
                        </Link>
                        {dueAt === null ? null : (
                          <div className="tiny quiet">
                            {t('payments.dueUntil')} <DateText at={dueAt} look="dateTime" />
                          </div>
                        )}
                      </dt>
                      <dd>
                        <Money value={amount} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </>
            )}
            {strange.length === 0 ? null : (
              <details className="small">
                <summary>{t('payments.strange', { count: strange.length })}</summary>
                <ul className="tiny">
                  {strange.map(({ event, kind, at }) => (
                    <li key={event}>
                      <DateText at={at} look="dateTime" /> {kind} <span className="quiet">{event}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </div>
        )}
      </Answer>
    </Panel>
  )
}
