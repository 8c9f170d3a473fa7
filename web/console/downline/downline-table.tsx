import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { z } from 'zod'
import type { teamMember } from '#modules/genealogy/contract.ts'
import { exportDownline, listDownline } from '#modules/genealogy/contract/downline.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DataTable, type Column, type Filter } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { pageAsk, useTableAddress, type TableState } from '#kit/table-address.ts'
import { Count, Volume } from '#kit/volume.tsx'
import { healthOf, options, toneOf } from '../words.ts'

type Member = z.output<typeof teamMember>

const ROWS = 25
const LIVE_MS = 5_000
const PEOPLE = ['sellers', 'customers', 'everybody'] as const
const FILTERS = ['new', 'lapsing', 'active', 'inactive'] as const
const LEVELS_OFFERED = 12
const LOWEST_FIRST = new Set(['level', 'code'])

/** The people below somebody; search, sort and filters are kept in the address. */
export function DownlineTable({ id }: { id: string }) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const asked = useAnswer(
    listDownline,
    { params: { person: id }, query: queryOf(state) },
    { keep: true, everyMs: LIVE_MS },
  )
  const ranks = asked.data?.figures?.ranks ?? []
  return (
    <>
      {asked.data?.isCut === true ? <p className="small warn">{t('downline.isCut')}</p> : null}
      <DataTable
        label={t('downline.list')}
        columns={columns(t)}
        rowKey={(row) => row.person}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        exportHref={endpointPath(exportDownline, { params: { person: id }, query: filterOf(state) })}
        filters={filters(t, ranks)}
        empty={{ title: t('downline.emptyTitle'), body: t('downline.emptyBody') }}
      />
    </>
  )
}

function queryOf(state: TableState) {
  const { page, rows } = pageAsk(state, ROWS)
  return { page, rows, ...filterOf(state) }
}

/** What is asked for apart from the page. */
function filterOf(state: TableState) {
  const filter = FILTERS.find((value) => value === state.filters['filter'])
  const people = PEOPLE.find((value) => value === state.filters['people'])
  const [level, rank] = [numberIn(state, 'level'), numberIn(state, 'rank')]
  return {
    sort: sortAsked(state),
    ...(state.search === '' ? {} : { search: state.search }),
    ...(filter === undefined ? {} : { filter }),
    ...(people === undefined ? {} : { people }),
    ...(level === undefined ? {} : { level }),
    ...(rank === undefined ? {} : { rank }),
  }
}

/** The table says which way a column goes; the server puts the most first by itself, but for levels and numbers. */
function sortAsked({ sort }: TableState): string {
  if (!sort) return 'level'
  return sort.down === LOWEST_FIRST.has(sort.column) ? `-${sort.column}` : sort.column
}

function numberIn(state: TableState, key: string): number | undefined {
  const text = state.filters[key]
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined
}

function filters(t: TFunction, ranks: readonly string[]): readonly Filter[] {
  const levels = Array.from({ length: LEVELS_OFFERED }, (_, index) => String(index + 1))
  return [
    { key: 'filter', name: t('downline.filter'), options: options(t, 'downline.filters', FILTERS) },
    {
      key: 'level',
      name: t('downline.level'),
      options: levels.map((value) => ({ value, label: t('downline.levelOf', { level: value }) })),
    },
    {
      key: 'rank',
      name: t('downline.rank'),
      options: ranks.map((label, index) => ({ value: String(index + 1), label })),
    },
    { key: 'people', name: t('downline.who'), options: options(t, 'downline.whom', PEOPLE) },
  ]
}

function columns(t: TFunction): readonly Column<Member>[] {
  return [
    {
      key: 'name',
      name: t('person.name'),
      fixed: true,
      render: (row) => (
        <span className="person-line">
          <PersonMark
            person={{
              name: row.name ?? row.code,
              health: row.isLapsing === true ? 'lapsing' : healthOf(row.status),
            }}
            size={30}
            silent
          />
          <span>
            <Link className="table__row-link" to={`/people/${row.person}`}>
              {row.name ?? row.code}
            </Link>{' '}
            {row.isNew ? <Badge tone="good">{t('downline.new')}</Badge> : null}{' '}
            {row.isLapsing === true ? <Badge tone="warn">{t('downline.isLapsing')}</Badge> : null}
          </span>
        </span>
      ),
    },
    {
      key: 'code',
      name: t('person.code'),
      sort: 'code',
      render: (row) => <span className="number">{row.code}</span>,
    },
    { key: 'level', name: t('downline.level'), sort: 'level', render: (row) => <Count value={row.level} /> },
    { key: 'rank', name: t('downline.rank'), sort: 'rank', render: (row) => row.rank?.name ?? '–' },
    {
      key: 'own',
      name: t('downline.own'),
      sort: 'own',
      right: true,
      render: (row) => (row.ownVolume === null ? '–' : <Volume micro={row.ownVolume} unit="" />),
    },
    {
      key: 'volume',
      name: t('downline.volume'),
      sort: 'volume',
      right: true,
      render: (row) => (row.branchVolume === null ? '–' : <Volume micro={row.branchVolume} unit="" />),
    },
    {
      key: 'branch',
      name: t('downline.branch'),
      sort: 'branch',
      right: true,
      render: (row) =>
        row.branch === 0 ? (
          <Count value={0} />
        ) : (
          <Link className="text-link" to={`/people/${row.person}/team`}>
            <Count value={row.branch} />
            <span className="only-spoken"> {t('downline.openTeam', { name: row.name ?? row.code })}</span>
          </Link>
        ),
    },
    {
      key: 'status',
      name: t('person.status'),
      render: (row) => <Badge tone={toneOf(row.status)}>{t(`person.statuses.${row.status}`)}</Badge>,
    },
    {
      key: 'joined',
      name: t('person.joined'),
      sort: 'joined',
      right: true,
      render: (row) => <DateText at={row.joinedAt} look="day" />,
    },
  ]
}
