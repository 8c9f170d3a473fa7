import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { experimentState, listExperiments, planRequestState } from '#modules/compensation/contract/lab.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { currencyDigits } from '#shared/money.ts'
import { Amount } from '../lab/amount.tsx'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

type Row = Inside<typeof listExperiments, 'response'>['rows'][number]
const ROWS = 25
const LIVE_MS = 3_000

/** Experiments with changed plans, the newest first. */
export function Component() {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const { state } = useTableAddress()
  const wanted = experimentState.safeParse(state.filters['state'])
  const request = planRequestState.safeParse(state.filters['request'])
  const query = {
    ...pageAsk(state, ROWS),
    ...(wanted.success ? { state: wanted.data } : {}),
    ...(request.success ? { request: request.data } : {}),
  }
  const asked = useAnswer(listExperiments, { query }, { keep: true, everyMs: LIVE_MS })
  const begin = mayDo(session, 'pay.try_plan') ? (
    <Button component={Link} to="/pay/lab/new">
      {t('lab.new')}
    </Button>
  ) : null
  return (
    <>
      <PageHead title={t('place.lab')} lead={t('lab.lead')} aside={begin} />
      <DataTable
        label={t('place.lab')}
        columns={useColumns()}
        rowKey={(row) => row.experiment}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          {
            key: 'state',
            name: t('lab.state'),
            options: options(t, 'lab.states', experimentState.options),
          },
          {
            key: 'request',
            name: t('lab.request'),
            options: options(t, 'lab.requests', planRequestState.options),
          },
        ]}
        empty={{ title: t('lab.emptyTitle'), body: t('lab.emptyBody'), action: begin }}
      />
    </>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation()
  const locale = useLocale()
  const sum = (row: Row, of: (sums: NonNullable<Row['sums']>) => bigint, signed = false) =>
    row.sums === null ? (
      '–'
    ) : (
      <Amount
        minor={of(row.sums)}
        of={{ currency: row.sums.currency, digits: currencyDigits(row.sums.currency) }}
        signed={signed}
      />
    )
  return [
    {
      key: 'name',
      name: t('lab.experiment'),
      fixed: true,
      render: (row) => (
        <Link className="table__row-link" to={`/pay/lab/${row.experiment}`}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'state',
      name: t('lab.state'),
      fixed: true,
      render: (row) => (
        <Badge tone={toneOf(row.state)}>
          {t(`lab.states.${row.state}`)}
          {row.state === 'running' ? ` ${Math.floor(row.progressPpm / 10_000)} %` : ''}
        </Badge>
      ),
    },
    {
      key: 'change',
      name: t('lab.change'),
      right: true,
      render: (row) => sum(row, ({ before, after }) => after - before, true),
    },
    { key: 'before', name: t('lab.before'), right: true, render: (row) => sum(row, ({ before }) => before) },
    { key: 'after', name: t('lab.after'), right: true, render: (row) => sum(row, ({ after }) => after) },
    {
      key: 'months',
      name: t('lab.months'),
      render: ({ periods }) =>
        [...new Set([periods[0] ?? '', periods.at(-1) ?? ''])]
          .map((period) => formatPeriod(period, locale, 'month'))
          .join(' – '),
    },
    {
      key: 'request',
      name: t('lab.request'),
      render: ({ request }) =>
        request === null ? '–' : <Badge tone={toneOf(request)}>{t(`lab.requests.${request}`)}</Badge>,
    },
    {
      key: 'asked',
      name: t('lab.asked'),
      render: (row) => (
        <>
          {row.askedBy}
          <div className="tiny quiet">
            <DateText at={row.askedAt} look="dateTime" />
          </div>
        </>
      ),
    },
  ]
}
