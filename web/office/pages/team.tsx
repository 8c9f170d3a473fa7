import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { countTeam, listTeam } from '#modules/genealogy/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Badge } from '#kit/figures.tsx'
import { formatCount } from '#kit/format.ts'
import { FreshNote } from '#kit/fresh-note.tsx'
import { useLocale } from '#kit/locale.ts'
import { PersonMark } from '#kit/person-mark.tsx'
import { ringOf } from '#kit/ring.ts'
import { Answer, Empty } from '#kit/states.tsx'
import { useTableAddress } from '#kit/table-address.ts'
import { Volume } from '#kit/volume.tsx'
import { Pager } from '../parts/pager.tsx'
import { TeamHead } from '../parts/team-head.tsx'
import { healthOf, memberName } from '../words.ts'

const ROWS = 30
const LIVE_MS = 3_000
const FILTERS = ['all', 'new', 'active', 'inactive'] as const

/** Everybody below me: found by name or number, narrowed by filters, the first level with its volumes. */
export function Component() {
  return (
    <>
      <TeamHead view="list" />
      <TeamList />
    </>
  )
}

function TeamList() {
  const { t } = useTranslation()
  const locale = useLocale()
  const { state, change } = useTableAddress()
  const filter = FILTERS.find((value) => value === state.filters['filter']) ?? 'all'
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
      },
    },
    { keep: true, everyMs: LIVE_MS },
  )
  const [typed, setTyped] = useState(state.search)
  const search = useDebouncedCallback((text: string) => change({ search: text }), 250)
  const shown = (value: (typeof FILTERS)[number]) => {
    if (!counts.data) return undefined
    const { people, newcomers, active } = counts.data
    return { all: people, new: newcomers, active, inactive: people - active }[value]
  }
  return (
    <>
      <div style={{ padding: '0 20px 12px' }}>
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
      <div className="chips">
        {FILTERS.map((value) => (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={value === filter}
            onClick={() => change({ filter: value === 'all' ? undefined : value })}
          >
            {t(`team.filters.${value}`)}
            <span className="number quiet">
              {shown(value) === undefined ? null : formatCount(shown(value) ?? 0, locale)}
            </span>
          </button>
        ))}
      </div>
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
                  <li key={member.person}>
                    <Link className="list-row" to={`/team/${member.person}`}>
                      <span className="person-line">
                        <PersonMark
                          size={44}
                          silent
                          person={{
                            name: memberName(member),
                            rank: ringOf(member.rank?.place, member.rank?.of),
                            health: healthOf(member.status),
                          }}
                        />
                        <span className="person-line__words">
                          <span className="person-line__name">{memberName(member)}</span>{' '}
                          {member.isNew ? <Badge tone="good">{t('team.new')}</Badge> : null}
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
