import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listMoves, moveState } from '#modules/genealogy/contract/moves.ts'
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

type Row = Inside<typeof listMoves, 'response'>['rows'][number]

/** Moves within trees: those that wait for a second person first, then what was decided. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const wanted = moveState.safeParse(state.filters['state'])
  const asked = useAnswer(
    listMoves,
    { query: { ...pageAsk(state, ROWS), ...(wanted.success ? { state: wanted.data } : {}) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'person',
      name: t('moves.person'),
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link" to={`/people/moves/${row.move}`}>
            {row.person.displayName}
          </Link>
          <div className="tiny quiet number">{row.person.code}</div>
        </>
      ),
    },
    {
      key: 'state',
      name: t('moves.state'),
      fixed: true,
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`moves.states.${row.state}`)}</Badge>,
    },
    { key: 'from', name: t('moves.from'), render: (row) => row.from.displayName },
    { key: 'to', name: t('moves.to'), render: (row) => row.to.displayName },
    {
      key: 'tree',
      name: t('moves.tree'),
      render: (row) =>
        row.kind === 'merge' ? t('merges.kind') : row.tree === 'sponsor' ? t('moves.sponsorTree') : row.tree,
    },
    {
      key: 'people',
      name: t('moves.people'),
      right: true,
      render: (row) => t('moves.peopleCount', { count: row.people }),
    },
    { key: 'since', name: t('moves.since'), render: (row) => <DateText at={row.validFrom} look="day" /> },
    {
      key: 'asked',
      name: t('moves.asked'),
      render: (row) => (
        <>
          {row.requestedBy ?? t('moves.termination')}
          <div className="tiny quiet">
            <DateText at={row.requestedAt} look="dateTime" />
          </div>
        </>
      ),
    },
  ]
  return (
    <>
      <PageHead title={t('place.moves')} lead={t('moves.lead')} />
      <DataTable
        label={t('place.moves')}
        columns={columns}
        rowKey={(row) => row.move}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          { key: 'state', name: t('moves.state'), options: options(t, 'moves.states', moveState.options) },
        ]}
        empty={{ title: t('moves.emptyTitle'), body: t('moves.emptyBody') }}
      />
    </>
  )
}
