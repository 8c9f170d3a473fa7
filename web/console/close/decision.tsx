import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { acceptClose, startClose, type showClose } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { Panel } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { BigMoney } from '#kit/money.tsx'
import { useProblemSentence } from '#kit/states.tsx'
import { Count } from '#kit/volume.tsx'
import { useState } from 'react'

type Close = Inside<typeof showClose, 'response'>

/** What can be done now, with its effect in numbers first: begin the close, accept it, or see that it is done. */
export function CloseDecision({ close }: { close: Close }) {
  return (
    <div className="stack">
      {close.state === 'open' || close.state === 'failed' ? <Begin close={close} /> : null}
      {close.state === 'review' ? <Accept close={close} /> : null}
      {close.state === 'accepted' || close.state === 'accepting' ? <Accepted close={close} /> : null}
      <OrdersFlow close={close} />
    </div>
  )
}

function useShowProblem(): (error: unknown) => void {
  const sentence = useProblemSentence()
  return (error) => notifications.show({ color: 'clay', message: sentence(error) })
}

function Begin({ close }: { close: Close }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const onError = useShowProblem()
  const [key] = useState(newKey)
  const start = useAct(startClose)
  const period = formatPeriod(close.period, locale, 'month')
  return (
    <Panel title={t(close.ended ? 'close.beginTitle' : 'close.openTitle', { period })}>
      <div className="stack stack--tight">
        <dl className="facts">
          <dt>{t('close.ordersInPeriod')}</dt>
          <dd>
            <Count value={close.orders} />
          </dd>
        </dl>
        <BigMoney value={close.sales} />
        <p className="tiny quiet">{t('close.salesNote')}</p>
        <p className="small soft">{t(close.ended ? 'close.beginBody' : 'close.openBody')}</p>
        <Button
          disabled={!close.ended}
          loading={start.isPending}
          onClick={() => start.mutate({ ask: { params: { period: close.period } }, key }, { onError })}
        >
          {t(close.state === 'failed' ? 'close.resume' : 'close.begin', { period })}
        </Button>
      </div>
    </Panel>
  )
}

function Accept({ close }: { close: Close }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const onError = useShowProblem()
  const [key] = useState(newKey)
  const accept = useAct(acceptClose)
  const { results } = close
  const period = formatPeriod(close.period, locale, 'month')
  return (
    <Panel title={t('close.toPay', { period })}>
      <div className="stack stack--tight">
        {close.paid === null ? null : <BigMoney value={close.paid} />}
        <dl className="facts">
          <dt>{t('close.people')}</dt>
          <dd>
            <Count value={close.peopleWithPay ?? 0} />
          </dd>
          <dt>{t('close.startedBy')}</dt>
          <dd>{close.startedBy ?? '–'}</dd>
        </dl>
        <p className="small soft">{t(close.youStarted ? 'close.secondPerson' : 'close.acceptBody')}</p>
        {close.youStarted ? null : (
          <Button
            disabled={results === null}
            loading={accept.isPending}
            onClick={() =>
              results !== null &&
              accept.mutate(
                { ask: { params: { period: close.period }, body: { results } }, key },
                { onError },
              )
            }
          >
            {t('close.accept', { period })}
          </Button>
        )}
      </div>
    </Panel>
  )
}

function Accepted({ close }: { close: Close }) {
  const { t } = useTranslation()
  const done = close.state === 'accepted'
  return (
    <Panel title={t(done ? 'close.doneTitle' : 'close.acceptingTitle')}>
      <div className="stack stack--tight" aria-live="polite">
        {close.paid === null ? null : <BigMoney value={close.paid} />}
        <dl className="facts">
          <dt>{t('close.people')}</dt>
          <dd>
            <Count value={close.peopleWithPay ?? 0} />
          </dd>
          <dt>{t('close.startedBy')}</dt>
          <dd>{close.startedBy ?? '–'}</dd>
          <dt>{t('close.acceptedBy')}</dt>
          <dd>{close.acceptedBy ?? '–'}</dd>
        </dl>
        <p className="small soft">{t(done ? 'close.doneBody' : 'close.acceptingBody')}</p>
        {done ? (
          <Link className="text-link" to="/money?code=compensation.accepted">
            {t('close.journal')}
          </Link>
        ) : null}
      </div>
    </Panel>
  )
}

function OrdersFlow({ close }: { close: Close }) {
  const { t } = useTranslation()
  if (close.cutSeq === null) return null
  return (
    <Panel
      title={t('close.flowTitle')}
      aside={
        <span className="fresh">
          <span className="fresh__dot" aria-hidden="true" />
          {t('close.flowLive')}
        </span>
      }
    >
      <p className="small soft">{t('close.flowBody', { count: close.ordersSinceCut })}</p>
    </Panel>
  )
}
