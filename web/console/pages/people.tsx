import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listPeople, personKind, personStatus } from '#modules/field/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { healthOf, options, toneOf } from '../words.ts'

const ROWS = 25

type Row = Readonly<{
  person: string
  code: string
  kind: string
  status: 'active' | 'inactive' | 'suspended' | 'terminated'
  displayName: string
  email: string | null
  market: string
  joinedAt: number
}>

/** Everybody: distributors, preferred and retail customers. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const kind = personKind.safeParse(state.filters['kind'])
  const status = personStatus.safeParse(state.filters['status'])
  const asked = useAnswer(
    listPeople,
    {
      query: {
        ...pageAsk(state, ROWS),
        ...(kind.success ? { kind: kind.data } : {}),
        ...(status.success ? { status: status.data } : {}),
      },
    },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      name: t('person.name'),
      sort: 'name',
      fixed: true,
      render: (row) => (
        <span className="person-line">
          <PersonMark person={{ name: row.displayName, health: healthOf(row.status) }} size={30} silent />
          <Link className="table__row-link" to={`/people/${row.person}`}>
            {row.displayName}
          </Link>
        </span>
      ),
    },
    {
      key: 'code',
      name: t('person.code'),
      sort: 'code',
      render: (row) => <span className="number">{row.code}</span>,
    },
    { key: 'kind', name: t('person.kind'), render: (row) => t(`person.kinds.${row.kind}`) },
    {
      key: 'status',
      name: t('person.status'),
      render: (row) => <Badge tone={toneOf(row.status)}>{t(`person.statuses.${row.status}`)}</Badge>,
    },
    { key: 'email', name: t('person.email'), render: (row) => <span className="soft">{row.email}</span> },
    { key: 'market', name: t('person.market'), render: (row) => row.market },
    {
      key: 'joined',
      name: t('person.joined'),
      sort: 'joined',
      right: true,
      render: (row) => <DateText at={row.joinedAt} look="day" />,
    },
  ]
  return (
    <>
      <PageHead title={t('place.people')} lead={t('people.lead')} />
      <DataTable
        label={t('place.people')}
        columns={columns}
        rowKey={(row) => row.person}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          { key: 'kind', name: t('person.kind'), options: options(t, 'person.kinds', personKind.options) },
          {
            key: 'status',
            name: t('person.status'),
            options: options(t, 'person.statuses', personStatus.options),
          },
        ]}
        empty={{ title: t('people.emptyTitle'), body: t('people.emptyBody') }}
      />
    </>
  )
}
