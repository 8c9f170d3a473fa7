import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listStandingsThen } from '#modules/compensation/contract/then.ts'
import type { showTeamThen } from '#modules/genealogy/contract/then.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Count, Volume } from '#kit/volume.tsx'
import { toneOf } from '../words.ts'

type Team = Inside<typeof showTeamThen, 'response'>
type Row = Team['rows'][number]
type Standings = Inside<typeof listStandingsThen, 'response'>['rows']

/** Those below as of then, by level, with the ranks and volumes that they had as known then. */
export function TeamThen({
  asked,
  rowsPerPage,
}: {
  asked: Readonly<{ data: Team | undefined; error: unknown; isPending: boolean; refetch: () => unknown }>
  rowsPerPage: number
}) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const team = asked.data
  const people = (team?.rows ?? []).flatMap(({ person }) => person?.person ?? [])
  const standings = useAnswer(
    listStandingsThen,
    { query: { people, ...(team ? { at: team.at, knownSeq: team.seq } : {}) } },
    { enabled: people.length > 0 && mayDo(session, 'pay.read'), keep: true },
  )
  return (
    <DataTable
      label={t('asOf.team')}
      columns={columns(t, standings.data?.rows ?? [])}
      rowKey={(row) => row.person?.person ?? ''}
      asked={asked}
      rowsPerPage={rowsPerPage}
      empty={{ title: t('asOf.noTeam') }}
    />
  )
}

function columns(t: TFunction, standings: Standings): readonly Column<Row>[] {
  const of = new Map(standings.map((one) => [one.person, one]))
  const standing = ({ person }: Row) => of.get(person?.person ?? '')
  const volume = (micro: bigint | null | undefined) =>
    micro === null || micro === undefined ? '–' : <Volume micro={micro} unit="" />
  return [
    {
      key: 'name',
      name: t('person.name'),
      fixed: true,
      render: ({ person }) => (
        <Link className="table__row-link" to={`/people/${person?.person ?? ''}`}>
          {person?.name ?? person?.code}
        </Link>
      ),
    },
    {
      key: 'code',
      name: t('person.code'),
      render: ({ person }) => <span className="number">{person?.code}</span>,
    },
    { key: 'level', name: t('downline.level'), render: (row) => <Count value={row.level} /> },
    { key: 'rank', name: t('downline.rank'), render: (row) => standing(row)?.rank ?? '–' },
    {
      key: 'own',
      name: t('downline.own'),
      right: true,
      render: (row) => volume(standing(row)?.ownVolume),
    },
    {
      key: 'volume',
      name: t('downline.volume'),
      right: true,
      render: (row) => volume(standing(row)?.branchVolume),
    },
    {
      key: 'status',
      name: t('person.status'),
      render: ({ person }) =>
        person?.standing ? (
          <Badge tone={toneOf(person.standing.status)}>
            {t(`person.statuses.${person.standing.status}`)}
          </Badge>
        ) : (
          t('asOf.notKnown')
        ),
    },
  ]
}
