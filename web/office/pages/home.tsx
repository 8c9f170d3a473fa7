import { Button } from '@mantine/core'
import { IconArrowUpRight, IconLogout, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { expectedPay } from '#modules/compensation/contract.ts'
import { showMyPerson } from '#modules/field/contract.ts'
import { countTeam, listTeam } from '#modules/genealogy/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Sprout } from '#kit/brand.tsx'
import { DateText } from '#kit/date-text.tsx'
import { ShareBar } from '#kit/figures.tsx'
import { brandName, formatDate, formatMoney, formatPeriod, sentenceCase } from '#kit/format.ts'
import { FreshNote } from '#kit/fresh-note.tsx'
import { useLocale } from '#kit/locale.ts'
import { BigMoney, Money } from '#kit/money.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { ringOf } from '#kit/ring.ts'
import { useSignOut } from '#kit/session.ts'
import { Answer, Empty } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { Needs, nearness } from '#kit/why/needs.tsx'
import { useCompany } from '../company.ts'
import { GrowthChart, type GrowthPoint } from '../parts/growth-chart.tsx'
import { healthOf, memberName } from '../words.ts'

const LIVE_MS = 1_000
const CALM_MS = 10_000
const NEWS = 8
const DAY_MS = 86_400_000

type Expected = Inside<typeof expectedPay, 'response'>

/** This month at a glance: what to expect, the rank and what it lacks, the next steps, the team's news. */
export function Component() {
  const asked = useAnswer(expectedPay, { query: {} }, { everyMs: LIVE_MS })
  return (
    <>
      <Answer asked={asked} rows={7}>
        {(pay) => (
          <>
            <Hero pay={pay} askedAt={asked.dataUpdatedAt} />
            <section className="section section--line">
              {pay.byBonus.length === 0 ? <NoPay pay={pay} /> : <Parts pay={pay} />}
            </section>
            <Rank pay={pay} />
          </>
        )}
      </Answer>
      <Steps />
      <News />
    </>
  )
}

function Hero({ pay, askedAt }: { pay: Expected; askedAt: number }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const company = useCompany()
  const signOut = useSignOut('/office/sign-in')
  const first = pay.byBonus[0]
  const zone = useTimeZone()
  const days = Math.round((pay.until - pay.from) / DAY_MS)
  return (
    <header className="hero">
      <div className="hero__bar">
        <Sprout size={22} />
        <span>{brandName(company.data?.name ?? '')}</span>
        {company.data?.demonstration === true ? <span className="demo-tag">{t('kit.demo')}</span> : null}
        <Link className="hero__out" to="/account" aria-label={t('kit.account.title')}>
          <IconUser size={20} stroke={1.6} aria-hidden />
        </Link>
        <button type="button" className="hero__out" onClick={signOut} aria-label={t('kit.shell.signOut')}>
          <IconLogout size={20} stroke={1.6} aria-hidden />
        </button>
      </div>
      <div className="hero__body">
        <h1 className="hero__label">
          {t('home.expected', { period: formatPeriod(pay.period, locale, 'month') })}
        </h1>
        <div className="hero__line">
          <BigMoney value={pay.total} huge />
          {first ? (
            <Link
              className="hero__why"
              to={`/money/${pay.period}/why?bonus=${encodeURIComponent(first.bonus)}`}
            >
              {t('kit.why')} <IconArrowUpRight size={16} aria-hidden />
            </Link>
          ) : null}
        </div>
        <p className="row small" style={{ flexWrap: 'wrap', gap: '2px 12px' }}>
          <FreshNote askedAt={askedAt} />
          {pay.before ? (
            <span className="hero__aside">
              {t('home.before', {
                amount: formatMoney(pay.before.total, locale),
                period: formatPeriod(pay.before.period, locale, 'month'),
              })}
            </span>
          ) : null}
        </p>
      </div>
      <GrowthChart
        label={t('home.chart')}
        now={growth(pay)}
        before={[]}
        days={days}
        start={formatDate(pay.from, locale, 'short', zone)}
        today={t('home.today')}
        end={formatDate(pay.until - 1, locale, 'short', zone)}
      />
    </header>
  )
}

/** The group's volume summed day by day; the drawing starts on the first day of the period. */
function growth(pay: Expected): readonly GrowthPoint[] {
  let sum = 0n
  return [...pay.days]
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .map((entry) => {
      sum += entry.volume
      return { day: Number(entry.day.slice(-2)), minor: sum }
    })
}

function Parts({ pay }: { pay: Expected }) {
  return (
    <ShareBar
      parts={pay.byBonus.map((entry) => ({
        key: entry.bonus,
        name: (
          <Link
            className="plain-link term"
            to={`/money/${pay.period}/why?bonus=${encodeURIComponent(entry.bonus)}`}
          >
            {sentenceCase(entry.bonus)}
          </Link>
        ),
        value: entry.amount.minor,
        shown: <Money value={entry.amount} bare />,
      }))}
    />
  )
}

function NoPay({ pay }: { pay: Expected }) {
  const { t } = useTranslation()
  return (
    <div className="stack stack--tight">
      <p className="strong">{t(pay.active.yes ? 'home.noPayActive' : 'home.noPay')}</p>
      <Needs needs={pay.active.needs} />
    </div>
  )
}

function Rank({ pay }: { pay: Expected }) {
  const { t } = useTranslation()
  const me = useAnswer(showMyPerson, {})
  const { rank } = pay
  const ring = ringOf(rank.place, rank.ladder.length)
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{rank.name === null ? t('home.noRank') : t('home.rank', { rank: rank.name })}</h2>
        {rank.next === null ? null : <span className="soft">{t('home.next', { rank: rank.next })}</span>}
      </div>
      <div className="rank-card">
        <PersonMark
          size={116}
          person={{
            name: me.data?.displayName ?? '',
            rank: ring,
            health: pay.active.yes ? 'active' : 'lapsing',
            next: rank.next === null ? undefined : nearness(rank.needs),
            ...(rank.name === null ? {} : { rankName: rank.name }),
          }}
        />
        <div className="rank-card__needs">
          {rank.needs.length === 0 ? (
            <p className="soft">{t('home.rankKept')}</p>
          ) : (
            <Needs needs={rank.needs} />
          )}
        </div>
      </div>
    </section>
  )
}

function Steps() {
  const { t } = useTranslation()
  const team = useAnswer(listTeam, { query: { filter: 'new', rows: 3, level: 1 } }, { everyMs: CALM_MS })
  const counts = useAnswer(countTeam, { query: {} }, { everyMs: CALM_MS })
  const newcomers = (team.data?.rows ?? []).filter(
    (member) => member.ownVolume === null || member.ownVolume === 0n,
  )
  const first = newcomers[0]
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('home.steps')}</h2>
      </div>
      {first ? (
        <div className="next-step next-step--first">
          <PersonMark
            size={44}
            person={{
              name: memberName(first),
              rank: ringOf(first.rank?.place, first.rank?.of),
              health: healthOf(first.status),
            }}
            silent
          />
          <div>
            <p className="strong">{t('home.greet', { name: memberName(first) })}</p>
            <p className="soft small">
              {t('home.greetBody')} <DateText at={first.joinedAt} />
            </p>
          </div>
          <Button component={Link} to={`/team/${first.person}`} size="md" className="next-step__act">
            {t('home.greetAct')}
          </Button>
        </div>
      ) : null}
      <div className="next-step">
        <span className="next-step__icon" aria-hidden="true">
          <Sprout size={24} />
        </span>
        <div>
          <p className="strong">{t('home.invite')}</p>
          <p className="soft small">{t('home.inviteBody', { count: counts.data?.newcomers ?? 0 })}</p>
          <Button component={Link} to="/sell" variant="default" size="md" className="next-step__act">
            {t('home.inviteAct')}
          </Button>
        </div>
      </div>
      <div className="next-step">
        <span className="next-step__icon" aria-hidden="true">
          <Sprout size={24} />
        </span>
        <div>
          <p className="strong">{t('home.report')}</p>
          <p className="soft small">{t('home.reportBody')}</p>
          <Button component={Link} to="/sell/report" variant="default" size="md" className="next-step__act">
            {t('home.reportAct')}
          </Button>
        </div>
      </div>
    </section>
  )
}

function News() {
  const { t } = useTranslation()
  const asked = useAnswer(listTeam, { query: { sort: 'joined', rows: NEWS } }, { everyMs: CALM_MS })
  return (
    <section className="section">
      <div className="section__head">
        <h2>{t('home.news')}</h2>
        <Link className="text-link" to="/team?sort=joined">
          {t('home.allNews')}
        </Link>
      </div>
      <Answer asked={asked} rows={2}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty title={t('home.noNews')} body={t('home.noNewsBody')} />
          ) : (
            <ul className="strip">
              {page.rows.map((member) => (
                <li key={member.person}>
                  <Link to={`/team/${member.person}`} className="plain-link">
                    <PersonMark
                      size={54}
                      person={{
                        name: memberName(member),
                        rank: ringOf(member.rank?.place, member.rank?.of),
                        health: healthOf(member.status),
                      }}
                      silent
                    />
                    <div className="strong">{memberName(member).split(' ')[0]}</div>
                    <div>{t('home.joined')}</div>
                    <div className="quiet">
                      <DateText at={member.joinedAt} />
                    </div>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  )
}
