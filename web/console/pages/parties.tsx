import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listMarkets } from '#modules/company/contract.ts'
import { listParties, partyState } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 25
export const partyTones = { open: 'good', closed: 'plain', cancelled: 'harm' } as const

type Row = Inside<typeof listParties, 'response'>['rows'][number]

/** Parties of all distributors, with what was bought at them. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const markets = useAnswer(listMarkets, {})
  const wanted = partyState.safeParse(state.filters['state'])
  const market = state.filters['market']
  const asked = useAnswer(
    listParties,
    {
      query: {
        ...pageAsk(state, ROWS),
        ...(wanted.success ? { state: wanted.data } : {}),
        ...(market === undefined ? {} : { market }),
      },
    },
    { keep: true },
  )
  return (
    <>
      <PageHead
        title={t('place.parties')}
        lead={t('parties.lead')}
        aside={
          <Button component={Link} to="/orders/parties/rewards" size="xs" variant="default">
            {t('parties.rewards')}
          </Button>
        }
      />
      <DataTable
        label={t('place.parties')}
        columns={useColumns()}
        rowKey={(row) => row.party}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          {
            key: 'state',
            name: t('parties.state'),
            options: options(t, 'parties.states', partyState.options),
          },
          {
            key: 'market',
            name: t('parties.market'),
            options: (markets.data?.markets ?? []).map(({ code, name }) => ({ value: code, label: name })),
          },
        ]}
        empty={{ title: t('parties.emptyTitle'), body: t('parties.emptyBody') }}
      />
    </>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'party',
      name: t('parties.party'),
      fixed: true,
      render: ({ party, host }) => (
        <>
          <Link className="table__row-link" to={`/orders/parties/${party}`}>
            {t('parties.of', { host: host.name })}
          </Link>
          <div className="tiny quiet number">{party}</div>
        </>
      ),
    },
    {
      key: 'state',
      name: t('parties.state'),
      fixed: true,
      render: (row) => <Badge tone={partyTones[row.state]}>{t(`parties.states.${row.state}`)}</Badge>,
    },
    {
      key: 'seller',
      name: t('parties.seller'),
      render: ({ seller }) => (
        <>
          {seller.name ?? seller.code}
          <div className="tiny quiet number">{seller.code}</div>
        </>
      ),
    },
    { key: 'heldAt', name: t('parties.heldAt'), render: (row) => <DateText at={row.heldAt} /> },
    {
      key: 'endsOn',
      name: t('parties.endsOn'),
      render: (row) => <DateText at={Date.parse(row.endsOn)} timeZone="UTC" />,
    },
    {
      key: 'place',
      name: t('parties.place'),
      render: ({ place, kind }) => place ?? t(`parties.kinds.${kind}`),
    },
    { key: 'orders', name: t('parties.orders'), right: true, render: ({ orders }) => orders },
    { key: 'guests', name: t('parties.guests'), right: true, render: ({ guests }) => guests },
    { key: 'sales', name: t('parties.sales'), right: true, render: ({ sales }) => <Money value={sales} /> },
  ]
}
