import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconArrowsSort, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { z } from 'zod'
import { countTeam, listTeam, type listFigures, type teamMember } from '#modules/genealogy/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Badge } from '#kit/figures.tsx'
import { formatCount, formatPeriod } from '#kit/format.ts'
import { FreshNote } from '#kit/fresh-note.tsx'
import { useLocale } from '#kit/locale.ts'
import { PersonMark } from '#kit/person-mark.tsx'
import { ringOf } from '#kit/ring.ts'
import { Answer, Empty } from '#kit/states.tsx'
import { useTableAddress } from '#kit/table-address.ts'
import { Volume } from '#kit/volume.tsx'
import { Pager } from '../parts/pager.tsx'
import { healthIn, memberName } from '../words.ts'

type Member = z.output<typeof teamMember>
type Figures = z.output<typeof listFigures>

const ROWS = 30
const LIVE_MS = 3_000
const FILTERS = ['all', 'new', 'lapsing', 'active', 'inactive'] as const
const SORTS = ['level', 'joined', 'rank', 'own', 'volume', 'branch'] as const
const ONE_LEVEL = '1'

/** Everybody below me: found by name or number, narrowed and sorted, the first level with its volumes. */
export function TeamList() {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const filter = FILTERS.find((value) => value === state.filters['filter']) ?? 'all'
  const rank = state.filters['rank']
  const counts = useAnswer(countTeam, { query: {} }, { everyMs: LIVE_MS })
  const asked = useAnswer(
    listTeam,
    {
      query: {
        filter,
        page: state.page,
        rows: ROWS,
        ...(state.search === '' ? {} : { search: state.search }),
        ...(state.sort ? { sort: state.sort.column } : {}),
        ...(rank === undefined || !/^\d{1,3}$/.test(rank) ? {} : { rank: Number(rank) }),
        ...(state.filters['level'] === ONE_LEVEL ? { level: 1 } : {}),
      },
    },
    { keep: true, everyMs: LIVE_MS },
  )
  const figures = asked.data?.figures ?? counts.data?.figures ?? null
  return (
    <>
      <Finder />
      <Filters filter={filter} counts={counts.data} figures={figures} />
      <Order figures={figures} />
      {filter === 'lapsing' ? <LapsingNote figures={figures} /> : null}
      <div className="team-fresh">
        <FreshNote askedAt={asked.dataUpdatedAt} />
        <Link className="text-link" to="/team/placements">
          {t('team.places')}
        </Link>
      </div>
      <Answer asked={asked} rows={8}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty
              title={t('team.none')}
              body={t('team.noneBody')}
              action={
                <Link className="text-link" to="/sell">
                  {t('team.noneAct')}
                </Link>
              }
            />
          ) : (
            <>
              <ul>
                {page.rows.map((member) => (
                  <MemberRow key={member.person} member={member} />
                ))}
              </ul>
              <Pager
                page={state.page}
                rows={ROWS}
                total={page.total}
                onPage={(next) => change({ page: String(next) })}
              />
            </>
          )
        }
      </Answer>
    </>
  )
}

function Finder() {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const [typed, setTyped] = useState(state.search)
  const search = useDebouncedCallback((text: string) => change({ search: text }), 250)
  return (
    <div className="team-find">
      <TextInput
        size="md"
        aria-label={t('team.find')}
        placeholder={t('team.find')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
      />
    </div>
  )
}

function Filters({
  filter,
  counts,
  figures,
}: {
  filter: (typeof FILTERS)[number]
  counts: z.output<typeof countTeam.response> | undefined
  figures: Figures
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { state, change } = useTableAddress()
  const shown = (value: (typeof FILTERS)[number]) => {
    if (!counts) return undefined
    const { people, newcomers, active, lapsing } = counts
    return { all: people, new: newcomers, active, inactive: people - active, lapsing }[value]
  }
  // Without an accepted period nobody can be said to lapse.
  const isOffered = (value: (typeof FILTERS)[number]): boolean =>
    value !== 'lapsing' || value === filter || typeof figures?.before === 'string'
  return (
    <div className="chips">
      {FILTERS.filter(isOffered).map((value) => {
        const count = shown(value)
        return (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={value === filter}
            onClick={() => change({ filter: value === 'all' ? undefined : value })}
          >
            {t(`team.filters.${value}`)}
            <span className="number quiet">{count === undefined ? null : formatCount(count, locale)}</span>
          </button>
        )
      })}
      <button
        type="button"
        className="chip"
        aria-pressed={state.filters['level'] === ONE_LEVEL}
        onClick={() => change({ level: state.filters['level'] === ONE_LEVEL ? undefined : ONE_LEVEL })}
      >
        {t('team.legsOnly')}
      </button>
    </div>
  )
}

/** What the list is sorted by, and which rank. */
function Order({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const ranks = figures?.ranks ?? []
  return (
    <div className="team-order">
      <Select
        aria-label={t('team.sort')}
        leftSection={<IconArrowsSort size={16} aria-hidden />}
        size="md"
        allowDeselect={false}
        data={SORTS.map((value) => ({ value, label: t(`team.sorts.${value}`) }))}
        value={SORTS.find((value) => value === state.sort?.column) ?? 'level'}
        onChange={(value) => change({ sort: value === 'level' || value === null ? undefined : value })}
      />
      {ranks.length > 0 ? (
        <Select
          aria-label={t('team.rank')}
          placeholder={t('team.anyRank')}
          size="md"
          clearable
          data={ranks.map((name, index) => ({ value: String(index + 1), label: name }))}
          value={state.filters['rank'] ?? null}
          onChange={(value) => change({ rank: value ?? undefined })}
        />
      ) : null}
    </div>
  )
}

function LapsingNote({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!figures || figures.before === null) return <p className="team-note">{t('team.lapsingUnknown')}</p>
  return (
    <p className="team-note">
      {t('team.lapsingNote', {
        before: formatPeriod(figures.before, locale, 'month'),
        now: formatPeriod(figures.period, locale, 'month'),
      })}
    </p>
  )
}

function MemberRow({ member }: { member: Member }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link className="list-row" to={`/team/${member.person}`}>
        <span className="person-line">
          <PersonMark
            size={44}
            silent
            person={{
              name: memberName(member),
              rank: ringOf(member.rank?.place, member.rank?.of),
              health: healthIn(member),
            }}
          />
          <span className="person-line__words">
            <span className="person-line__name">{memberName(member)}</span>{' '}
            {member.isNew ? <Badge tone="good">{t('team.new')}</Badge> : null}{' '}
            {member.isLapsing === true ? <Badge tone="warn">{t('team.lapsing')}</Badge> : null}
            <div className="small quiet">
              {t('team.level', { level: member.level })}
              {member.rank ? `, ${member.rank.name}` : ''}
              {member.branch > 0 ? `, ${t('team.below', { count: member.branch })}` : ''}
            </div>
          </span>
        </span>
        <span className="list-row__end">
          {member.ownVolume === null ? null : (
            <span className="strong">
              <Volume micro={member.ownVolume} />
            </span>
          )}
          {member.branchVolume === null ? null : (
            <div className="small quiet">
              {t('team.branch')} <Volume micro={member.branchVolume} unit="" />
            </div>
          )}
        </span>
      </Link>
    </li>
  )
}
