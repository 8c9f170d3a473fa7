import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { autoshipState, listAutoships } from '#modules/orders/contract/autoships.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { AutoshipActs } from '../orders/autoship-acts.tsx'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25

type Row = Inside<typeof listAutoships, 'response'>['rows'][number]

/** Orders that come by themselves: those that go on first, by their next dates. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const { data: session } = useSession()
  const wanted = autoshipState.safeParse(state.filters['state'])
  const asked = useAnswer(
    listAutoships,
    {
      query: {
        ...pageAsk(state, ROWS),
        ...(wanted.success ? { state: wanted.data } : {}),
        ...(state.filters['failing'] === 'yes' ? { failing: 'yes' as const } : {}),
      },
    },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'person',
      name: t('autoships.person'),
      fixed: true,
      render: ({ autoship, person }) => (
        <>
          <Link className="table__row-link" to={`/orders/autoships/${autoship}`}>
            {person.name ?? person.code}
          </Link>
          <div className="tiny quiet number">{person.code}</div>
        </>
      ),
    },
    {
      key: 'state',
      name: t('autoships.state'),
      fixed: true,
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`autoships.states.${row.state}`)}</Badge>,
    },
    {
      key: 'next',
      name: t('autoships.next'),
      render: (row) =>
        row.state === 'active' ? (
          <>
            <DateText at={Date.parse(row.next)} timeZone="UTC" />
            {row.tryOn === row.next ? null : (
              <div className="tiny quiet">
                {t('autoships.tried')} <DateText at={Date.parse(row.tryOn)} timeZone="UTC" />
              </div>
            )}
          </>
        ) : null,
    },
    {
      key: 'problem',
      name: t('autoships.problem'),
      render: ({ problem }) =>
        problem === null ? null : <Badge tone="warn">{t(`autoships.problems.${problem}`)}</Badge>,
    },
    {
      key: 'often',
      name: t('autoships.often'),
      render: ({ everyWeeks, monthDay }) =>
        everyWeeks === null
          ? t('autoships.monthly', { day: monthDay ?? 1 })
          : t('autoships.weeks', { count: everyWeeks }),
    },
    {
      key: 'goods',
      name: t('autoships.goods'),
      render: ({ lines: [first, ...more] }) =>
        first ? (
          <>
            {first.quantity} × {first.name}
            {more.length === 0 ? null : (
              <div className="tiny quiet">{t('autoships.more', { count: more.length })}</div>
            )}
          </>
        ) : null,
    },
    ...(mayDo(session, 'orders.autoship')
      ? [
          {
            key: 'act',
            name: t('autoships.act'),
            right: true,
            fixed: true,
            render: (row: Row) => (row.state === 'ended' ? null : <AutoshipActs row={row} />),
          },
        ]
      : []),
  ]
  return (
    <>
      <PageHead
        title={t('place.autoships')}
        lead={t('autoships.lead')}
        aside={
          mayDo(session, 'orders.autoship') ? (
            <Button component={Link} to="/orders/autoships/new">
              {t('autoships.begin')}
            </Button>
          ) : null
        }
      />
      <DataTable
        label={t('place.autoships')}
        columns={columns}
        rowKey={(row) => row.autoship}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          {
            key: 'state',
            name: t('autoships.state'),
            options: options(t, 'autoships.states', autoshipState.options),
          },
          {
            key: 'failing',
            name: t('autoships.failing'),
            options: options(t, 'autoships.failings', ['yes']),
          },
        ]}
        empty={{ title: t('autoships.emptyTitle'), body: t('autoships.emptyBody') }}
      />
    </>
  )
}
