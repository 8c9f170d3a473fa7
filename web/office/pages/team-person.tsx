import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { listTeam, showTeamMember } from '#modules/genealogy/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { ringOf } from '#kit/ring.ts'
import { Answer } from '#kit/states.tsx'
import { Count, Volume } from '#kit/volume.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { healthIn, memberName } from '../words.ts'

const LIVE_MS = 3_000
const LEGS_SHOWN = 20

/** One person of my team: volumes, the line between us, and the legs below, each as thick as its volume. */
export function Component() {
  const { t } = useTranslation()
  const { person: id = '' } = useParams()
  const asked = useAnswer(showTeamMember, { params: { person: id }, query: {} }, { everyMs: LIVE_MS })
  return (
    <>
      <TopBar title={t('member.title')} back="/team" />
      <Answer asked={asked} rows={6}>
        {(member) => (
          <>
            <section className="section section--line">
              <div className="row" style={{ gap: 20 }}>
                <PersonMark
                  size={84}
                  person={{
                    name: memberName(member),
                    rank: ringOf(member.rank?.place, member.rank?.of),
                    rankName: member.rank?.name,
                    health: healthIn(member),
                  }}
                />
                <div>
                  <h2 className="member-name">{memberName(member)}</h2>
                  <p className="soft number">{member.code}</p>
                  <p className="small">
                    {member.rank ? `${member.rank.name}, ` : ''}
                    {t('team.level', { level: member.level })}{' '}
                    {member.isNew ? <Badge tone="good">{t('team.new')}</Badge> : null}
                  </p>
                </div>
              </div>
            </section>
            <section className="section section--line">
              {member.ownVolume === null ? null : (
                <div className="sum">
                  <span>{t('member.own')}</span>
                  <strong>
                    <Volume micro={member.ownVolume} />
                  </strong>
                </div>
              )}
              {member.branchVolume === null ? null : (
                <div className="sum">
                  <span>{t('member.branch')}</span>
                  <strong>
                    <Volume micro={member.branchVolume} />
                  </strong>
                </div>
              )}
              <div className="sum">
                <span>{t('member.directs')}</span>
                <Count value={member.directs} />
              </div>
              <div className="sum">
                <span>{t('member.below')}</span>
                <Count value={member.branch} />
              </div>
              <div className="sum">
                <span>{t('member.joined')}</span>
                <DateText at={member.joinedAt} look="day" />
              </div>
            </section>
            {member.line.length > 0 ? (
              <section className="section section--line">
                <div className="section__head">
                  <h2>{t('member.line')}</h2>
                </div>
                <p>
                  {t('kit.story.you')}
                  {member.line.map((between) => (
                    <span key={between.person}>
                      {' › '}
                      <Link className="text-link" to={`/team/${between.person}`}>
                        {memberName(between)}
                      </Link>
                    </span>
                  ))}
                  {' › '}
                  {memberName(member)}
                </p>
              </section>
            ) : null}
            <Legs id={id} level={member.level + 1} />
          </>
        )}
      </Answer>
    </>
  )
}

function Legs({ id, level }: { id: string; level: number }) {
  const { t } = useTranslation()
  const asked = useAnswer(listTeam, { query: { under: id, level, sort: 'branch', rows: LEGS_SHOWN } })
  return (
    <section className="section">
      <div className="section__head">
        <h2>{t('member.legs')}</h2>
      </div>
      <Answer asked={asked}>
        {(page) => {
          const largest = page.rows.reduce((most, member) => Math.max(most, member.branch + 1), 1)
          return page.rows.length === 0 ? (
            <p className="soft">{t('member.noLegs')}</p>
          ) : (
            <ul>
              {page.rows.map((leg) => (
                <li key={leg.person}>
                  <Link className="leg plain-link" to={`/team/${leg.person}`}>
                    <span
                      className="leg__stem"
                      aria-hidden="true"
                      style={{ height: `${2 + Math.round(((leg.branch + 1) / largest) * 10)}px` }}
                    />
                    <PersonMark
                      size={40}
                      silent
                      person={{
                        name: memberName(leg),
                        rank: ringOf(leg.rank?.place, leg.rank?.of),
                        health: healthIn(leg),
                      }}
                    />
                    <span>
                      <span className="strong">{memberName(leg)}</span>
                      <div className="small quiet">{t('team.below', { count: leg.branch })}</div>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
    </section>
  )
}
