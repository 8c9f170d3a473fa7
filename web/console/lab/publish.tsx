import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { approvePlan, rejectPlan, requestPlan, withdrawPlan } from '#modules/compensation/contract/lab.ts'
import { useAct } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { useProblemSentence } from '#kit/states.tsx'
import { ChangeDecision, type DecisionAct } from '../changes/decision.tsx'
import { toneOf } from '../words.ts'
import type { Experiment } from './summary.ts'

/** From an experiment to the next version of the plan: asked for by one person, approved by another. */
export function Publish({ of }: { of: Experiment }) {
  const { data: session } = useSession()
  const { request } = of
  const mayAsk =
    mayDo(session, 'pay.try_plan') &&
    !of.isStale &&
    (request === null || request.state === 'rejected' || request.state === 'withdrawn')
  return (
    <>
      {request === null ? null : <Wish request={request} />}
      {request?.state === 'requested' ? <Decision of={of} request={request} /> : null}
      {mayAsk ? <Ask experiment={of.experiment} /> : null}
    </>
  )
}

type Request = NonNullable<Experiment['request']>

function Wish({ request }: { request: Request }) {
  const { t } = useTranslation()
  const { effective, reason, state, requestedBy, requestedAt, decidedBy, decidedAt, note, version } = request
  return (
    <Panel title={t('labPlan.wish')} aside={<Badge tone={toneOf(state)}>{t(`lab.requests.${state}`)}</Badge>}>
      <div className="stack stack--tight">
        <p className="small soft">{t(`labPlan.${state}Lead`)}</p>
        <dl className="facts facts--start">
          <dt>{t('labPlan.effective')}</dt>
          <dd>{effective}</dd>
          {version === null ? null : (
            <>
              <dt>{t('labPlan.version')}</dt>
              <dd>
                {version},{' '}
                <Link className="text-link" to="/pay/plans">
                  {t('labPlan.look')}
                </Link>
              </dd>
            </>
          )}
          <dt>{t('labPlan.askedBy')}</dt>
          <dd>
            {requestedBy}, <DateText at={requestedAt} look="dateTime" />
          </dd>
          {decidedBy === null || decidedAt === null ? null : (
            <>
              <dt>{t('labPlan.decidedBy')}</dt>
              <dd>
                {decidedBy}, <DateText at={decidedAt} look="dateTime" />
              </dd>
            </>
          )}
        </dl>
        <p className="small prose">{reason}</p>
        {note === '' ? null : <p className="small prose soft">{note}</p>}
      </div>
    </Panel>
  )
}

type Decide = Readonly<{
  isPending: boolean
  error: Error | null
  mutateAsync: (of: { ask: { params: { experiment: string }; body: { note: string } } }) => Promise<unknown>
}>

function Decision({ of, request }: { of: Experiment; request: Request }) {
  const { data: session } = useSession()
  const approve = useAct(approvePlan)
  const reject = useAct(rejectPlan)
  const withdraw = useAct(withdrawPlan)
  const act = (by: Decide): DecisionAct => ({
    isPending: by.isPending,
    error: by.error,
    send: (note) => by.mutateAsync({ ask: { params: { experiment: of.experiment }, body: { note } } }),
  })
  return (
    <ChangeDecision
      words="labPlan"
      about={{ day: request.effective }}
      youAsked={request.youAsked}
      mayDecide={mayDo(session, 'pay.publish_plan')}
      isPossible={!of.isStale}
      acts={{ approve: act(approve), reject: act(reject), withdraw: act(withdraw) }}
    />
  )
}

function Ask({ experiment }: { experiment: string }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [effective, setEffective] = useState('')
  const [reason, setReason] = useState('')
  const ask = useAct(requestPlan)
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    ask.mutate({ ask: { params: { experiment }, body: { effective, reason: reason.trim() } } })
  }
  return (
    <Panel title={t('labPlan.title')}>
      <form className="form" onSubmit={send} noValidate>
        <p className="small soft">{t('labPlan.lead')}</p>
        <TextInput
          type="date"
          label={t('labPlan.effective')}
          description={t('labPlan.effectiveHint')}
          value={effective}
          onChange={(event) => setEffective(event.currentTarget.value)}
        />
        <Textarea
          label={t('labPlan.reason')}
          description={t('labPlan.reasonHint')}
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {ask.error === null ? null : (
          <p className="notice notice--harm" role="alert">
            {sentence(ask.error)}
          </p>
        )}
        <div className="form__acts">
          <Button
            type="submit"
            loading={ask.isPending}
            disabled={effective === '' || reason.trim().length < 3}
          >
            {t('labPlan.ask')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
