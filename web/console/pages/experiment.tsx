import { Button, Progress, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { cancelExperiment, showExperiment } from '#modules/compensation/contract/lab.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { Checks } from '../lab/checks.tsx'
import { Differences } from '../lab/differences.tsx'
import { Groups } from '../lab/groups.tsx'
import { Headline } from '../lab/headline.tsx'
import { Bonuses, Months } from '../lab/months.tsx'
import { LabPeople } from '../lab/people.tsx'
import { Publish } from '../lab/publish.tsx'
import { RankMoves } from '../lab/rank-moves.tsx'
import { SpreadChart } from '../lab/spread.tsx'
import type { Experiment, Summary } from '../lab/summary.ts'
import { PageHead } from '../page-head.tsx'
import { TextDiff } from '../promotions/text-diff.tsx'
import { toneOf } from '../words.ts'

const WORKING_MS = 700
const PPM_OF_PERCENT = 10_000
/** Lines around a difference of texts. */
const AROUND = 3

/** One experiment: how far it is, what the changed plan would have paid, and the way to publish it. */
export function Component() {
  const { t } = useTranslation()
  const { experiment: id = '' } = useParams()
  const { data: session } = useSession()
  const asked = useAnswer(
    showExperiment,
    { params: { experiment: id } },
    { whileMs: ({ state }) => (state === 'waiting' || state === 'running' ? WORKING_MS : undefined) },
  )
  return (
    <Answer asked={asked}>
      {(of) => (
        <>
          <PageHead
            title={of.name}
            lead={
              <>
                <Badge tone={toneOf(of.state)}>{t(`lab.states.${of.state}`)}</Badge>{' '}
                {t('lab.about', { version: of.base.version, name: of.askedBy })},{' '}
                <DateText at={of.askedAt} look="dateTime" />
              </>
            }
            aside={
              mayDo(session, 'pay.try_plan') ? (
                <Button component={Link} to={`/pay/lab/new?from=${of.experiment}`} variant="default">
                  {t('lab.again')}
                </Button>
              ) : null
            }
          />
          {of.summary === null ? <UnderWay of={of} /> : <Result of={of} summary={of.summary} />}
        </>
      )}
    </Answer>
  )
}

/** Before it is done, or where it never will be. */
function UnderWay({ of }: { of: Experiment }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const cancel = useAct(cancelExperiment)
  if (of.state === 'failed')
    return (
      <div className="stack">
        <p className="notice notice--harm" role="alert">
          {t('lab.failed')} {of.failure}
        </p>
        <Says of={of} />
      </div>
    )
  if (of.state === 'cancelled')
    return (
      <div className="stack">
        <p className="notice">{t('lab.cancelled')}</p>
        <Says of={of} />
      </div>
    )
  const percent = Math.floor(of.progressPpm / PPM_OF_PERCENT)
  return (
    <Panel title={t('lab.progress')} aside={`${percent} %`}>
      <div className="stack" aria-live="polite">
        <Progress value={percent} aria-label={t('lab.progress')} />
        <p className="small soft">{t(of.state === 'waiting' ? 'lab.waiting' : 'lab.running')}</p>
        {cancel.error ? <Failed error={cancel.error} /> : null}
        {mayDo(session, 'pay.try_plan') ? (
          <div className="form__acts">
            <Button
              variant="default"
              loading={cancel.isPending}
              onClick={() => cancel.mutate({ ask: { params: { experiment: of.experiment } } })}
            >
              {t('lab.cancel')}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  )
}

function Result({ of, summary }: { of: Experiment; summary: Summary }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(summary.currency)
  const currency = summary.currencies.find((one) => one.currency === shown) ?? summary.currencies[0]
  const main = summary.currencies[0]
  if (!currency || !main) return null
  return (
    <div className="stack">
      {of.isStale && of.request?.state !== 'done' ? <p className="notice">{t('lab.stale')}</p> : null}
      <Headline summary={summary} />
      {summary.currencies.length > 1 ? (
        <Select
          label={t('lab.currency')}
          allowDeselect={false}
          w={200}
          data={summary.currencies.map((one) => one.currency)}
          value={currency.currency}
          onChange={(value) => setShown(value ?? shown)}
        />
      ) : null}
      <div className="columns columns--even">
        <Says of={of} />
        <div className="stack">
          <Months summary={summary} of={currency} />
          <Bonuses summary={summary} of={currency} />
        </div>
      </div>
      <Checks summary={summary} of={main} />
      <div className="columns columns--even">
        <SpreadChart of={currency} />
        <div className="stack">
          <Publish of={of} />
        </div>
      </div>
      <Groups of={currency} />
      <RankMoves summary={summary} />
      <LabPeople experiment={of.experiment} summary={summary} />
    </div>
  )
}

/** The difference of the texts: in sentences, and line by line around what changed. */
function Says({ of }: { of: Experiment }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('lab.says')}>
      <div className="stack">
        {of.differences.length === 0 ? (
          <p className="small soft">{t('lab.saysNothing')}</p>
        ) : (
          <Differences says={of.differences} />
        )}
        {of.baseText === of.text ? null : (
          <div className="lab-whole">
            <TextDiff before={of.baseText} after={of.text} label={t('lab.texts')} around={AROUND} />
          </div>
        )}
      </div>
    </Panel>
  )
}
