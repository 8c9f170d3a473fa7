import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showAdjustment } from '#modules/compensation/contract/adjustments.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { AdjustmentDecision } from '../adjustments/adjustment-decision.tsx'
import { AdjustmentEffect } from '../adjustments/adjustment-effect.tsx'
import { AskEnd } from '../adjustments/ask-adjustment.tsx'
import { whatOf } from '../adjustments/what.tsx'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

type Adjustment = Inside<typeof showAdjustment, 'response'>

/** One correction: what it says and why, what it changes of pay, and the decision of a second person. */
export function Component() {
  const { t } = useTranslation()
  const { adjustment: id = '' } = useParams()
  const asked = useAnswer(showAdjustment, { params: { adjustment: id } })
  return (
    <Answer asked={asked}>
      {(adjustment) => (
        <>
          <PageHead
            title={t('adjustments.title', { name: adjustment.person.displayName })}
            lead={t(`adjustments.${adjustment.state === 'requested' ? 'waits' : adjustment.state}Lead`)}
          />
          {adjustment.obstacle === null ? null : (
            <p className="notice notice--harm" role="alert">
              <span>
                {t('adjustments.obstacle')} {adjustment.obstacle}
              </span>
            </p>
          )}
          <div className={adjustment.state === 'requested' ? 'columns' : 'stack'}>
            <div className="stack">
              <About adjustment={adjustment} />
              <AdjustmentEffect adjustment={adjustment} />
            </div>
            {adjustment.state === 'requested' ? <AdjustmentDecision adjustment={adjustment} /> : null}
          </div>
        </>
      )}
    </Answer>
  )
}

function About({ adjustment }: { adjustment: Adjustment }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const [isEnding, setEnding] = useState(false)
  const lasts = ['rank', 'waiver', 'exclusion'].includes(adjustment.kind)
  const mayEnd =
    mayDo(session, 'pay.adjust') &&
    adjustment.state === 'done' &&
    adjustment.kind !== 'end' &&
    adjustment.endedFrom === null
  return (
    <Panel
      title={t('adjustments.about')}
      aside={<Badge tone={toneOf(adjustment.state)}>{t(`adjustments.states.${adjustment.state}`)}</Badge>}
    >
      <div className="stack stack--tight">
        <Facts adjustment={adjustment} lasts={lasts} />
        <h3>{t('adjustments.reason')}</h3>
        <p className="small prose">{adjustment.reason}</p>
        {adjustment.note === '' ? null : (
          <>
            <h3>{t('effects.note')}</h3>
            <p className="small prose">{adjustment.note}</p>
          </>
        )}
        {mayEnd ? (
          <div className="form__acts">
            <Button size="xs" variant="default" onClick={() => setEnding(true)}>
              {t('adjustments.end')}
            </Button>
          </div>
        ) : null}
      </div>
      <Modal opened={isEnding} onClose={() => setEnding(false)} title={t('adjustments.endTitle')}>
        <AskEnd adjustment={adjustment.adjustment} lasts={lasts} />
      </Modal>
    </Panel>
  )
}

function Facts({ adjustment, lasts }: { adjustment: Adjustment; lasts: boolean }) {
  const { t } = useTranslation()
  const { person, ended, from, until, endedFrom, decidedAt, decidedBy } = adjustment
  return (
    <dl className="facts facts--start">
      <dt>{t('adjustments.person')}</dt>
      <dd>
        <Link className="text-link" to={`/people/${person.person}`}>
          {person.displayName}
        </Link>
      </dd>
      <dt>{t('adjustments.what')}</dt>
      <dd>{whatOf(t, adjustment)}</dd>
      {ended === null ? null : (
        <>
          <dt>{t('adjustments.ended')}</dt>
          <dd>
            <Link className="text-link" to={`/pay/adjustments/${ended.adjustment}`}>
              {whatOf(t, ended)}
            </Link>
          </dd>
        </>
      )}
      <dt>{t(lasts ? 'adjustments.from' : 'adjustments.at')}</dt>
      <dd>
        <DateText at={from} look="dateTime" />
      </dd>
      {lasts ? (
        <>
          <dt>{t('adjustments.until')}</dt>
          <dd>{until === null ? t('adjustments.goesOn') : <DateText at={until} look="dateTime" />}</dd>
        </>
      ) : null}
      {endedFrom === null ? null : (
        <>
          <dt>{t('adjustments.endedFrom')}</dt>
          <dd>
            <DateText at={endedFrom} look="dateTime" />
          </dd>
        </>
      )}
      <dt>{t('adjustments.askedBy')}</dt>
      <dd>
        {adjustment.requestedBy}, <DateText at={adjustment.requestedAt} look="dateTime" />
      </dd>
      {decidedAt === null || decidedBy === null ? null : (
        <>
          <dt>{t('adjustments.decidedBy')}</dt>
          <dd>
            {decidedBy}, <DateText at={decidedAt} look="dateTime" />
          </dd>
        </>
      )}
    </dl>
  )
}
