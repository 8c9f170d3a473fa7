import { IconChevronDown, IconChevronRight, IconRosetteDiscountCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showStatement } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText, PeriodText } from '#kit/date-text.tsx'
import { Badge, ShareBar } from '#kit/figures.tsx'
import { atLeastPlaces, sentenceCase } from '#kit/format.ts'
import { BigMoney, Money } from '#kit/money.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { Answer } from '#kit/states.tsx'
import { ExactNumber, ExactRate } from '#kit/volume.tsx'
import { shownName } from '#kit/why/told.ts'
import { ProofDrawing } from '../parts/proof-drawing.tsx'
import { TopBar } from '../parts/top-bar.tsx'

type Statement = Inside<typeof showStatement, 'response'>

/** The statement of a closed month: what was earned, bonus by bonus, each amount with its why. */
export function Component() {
  const { t } = useTranslation()
  const { period = '' } = useParams()
  const asked = useAnswer(showStatement, { params: { period } })
  return (
    <>
      <TopBar title={t('statement.title')} back="/money" />
      <Answer asked={asked} rows={8}>
        {(statement) => (
          <>
            <section className="section" style={{ paddingTop: 8 }}>
              <div className="row row--apart">
                <h2>
                  <PeriodText period={statement.period} />
                </h2>
                <Badge tone="good">
                  ✓ {t('money.accepted')} <DateText at={statement.acceptedAt} />
                </Badge>
              </div>
              <p className="soft">
                {t('statement.earned', { rank: statement.rank ?? t('statement.noRank') })}
              </p>
              <BigMoney value={statement.total} huge />
              <div style={{ margin: '16px 0' }}>
                <ShareBar
                  legend={false}
                  parts={statement.byBonus.map((entry) => ({
                    key: entry.bonus,
                    name: entry.bonus,
                    value: entry.amount.minor,
                    shown: '',
                  }))}
                />
              </div>
              <div className="proof">
                <div>
                  <p className="row strong" style={{ gap: 8 }}>
                    <IconRosetteDiscountCheck size={20} aria-hidden /> {t('statement.proof')}
                  </p>
                  <p className="small">
                    {t('statement.snapshot')} <strong>{statement.snapshot.slice(0, 8)}</strong>
                  </p>
                  <p className="small soft">
                    {t('statement.plan', { name: statement.plan.name, version: statement.plan.version })}
                  </p>
                </div>
                <ProofDrawing />
              </div>
              <div className="section__head" style={{ margin: '24px 0 8px' }}>
                <h2>{t('statement.byBonus')}</h2>
                <span className="small quiet">{statement.total.currency}</span>
              </div>
            </section>
            {statement.byBonus.map((entry, index) => (
              <Bonus key={entry.bonus} entry={entry} period={statement.period} open={index === 0} />
            ))}
            <section className="section" style={{ paddingTop: 0 }}>
              {statement.deltas.map((delta) => (
                <div key={delta.acceptedAt} className="sum small soft">
                  <span>
                    {t(delta.amount.minor < 0n ? 'statement.deltaLess' : 'statement.delta')}{' '}
                    <DateText at={delta.acceptedAt} />
                  </span>
                  <Money value={delta.amount} signed />
                </div>
              ))}
              <div className="sum sum--total">
                <span>{t('statement.total')}</span>
                <Money value={statement.total} />
              </div>
              <Link className="text-link" to={`/money/${statement.period}/why`}>
                {t('statement.whyNot')}
              </Link>
            </section>
          </>
        )}
      </Answer>
    </>
  )
}

function Bonus({
  entry,
  period,
  open,
}: {
  entry: Statement['byBonus'][number]
  period: string
  open: boolean
}) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(open)
  const why = `/money/${period}/why?bonus=${encodeURIComponent(entry.bonus)}`
  const count = entry.sources.length + (entry.more?.sources ?? 0)
  return (
    <div className="bonus">
      <button type="button" className="bonus__head" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        {opened ? <IconChevronDown size={18} aria-hidden /> : <IconChevronRight size={18} aria-hidden />}
        <span>
          {sentenceCase(entry.bonus)} <span className="small quiet">{t('statement.sources', { count })}</span>
        </span>
        <strong>
          <Money value={entry.amount} bare />
        </strong>
      </button>
      {opened ? (
        <>
          <div className="bonus__lines-head">
            <span>{t('statement.lineHead')}</span>
            <span>{t('statement.amount')}</span>
          </div>
          {entry.sources.map((source) => (
            <div key={source.person.code} className="bonus__line">
              <span className="person-line">
                <PersonMark size={36} silent person={{ name: shownName(source.person), health: 'active' }} />
                <span>
                  <span>{shownName(source.person)}</span>
                  <div className="small quiet number">
                    {source.base === null || source.rate === null ? null : (
                      <>
                        <ExactNumber value={source.base} places={2} /> × <ExactRate rate={source.rate} />
                        ,{' '}
                      </>
                    )}
                    {(source.level ?? 0) === 0
                      ? t('statement.own')
                      : t('team.level', { level: source.level })}
                  </div>
                </span>
              </span>
              <span className="list-row__end number">
                {atLeastPlaces(source.exact, 2)}
                <div>
                  <Link className="text-link small" to={`${why}&source=${source.person.code}`}>
                    {t('kit.why')}
                  </Link>
                </div>
              </span>
            </div>
          ))}
          {entry.more === null ? null : (
            <div className="bonus__line">
              <Link className="text-link" to={why}>
                {t('statement.more', { count: entry.more.sources })}
              </Link>
              <span className="number">{atLeastPlaces(entry.more.exact, 2)}</span>
            </div>
          )}
          {entry.others.map((other) => (
            <div key={`${other.note}-${other.about}`} className="bonus__line small soft">
              <span>{t(`kit.note.${other.note}`, { about: other.about, name: '' })}</span>
              <span className="number">{other.exact.replace('-', '−')}</span>
            </div>
          ))}
        </>
      ) : null}
    </div>
  )
}
