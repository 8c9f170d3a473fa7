import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { acceptClose, listEarnings, startDelta, type showClose } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { PersonLine } from '#kit/person-mark.tsx'
import { shownName } from '#kit/why/told.ts'
import { Answer, Empty, useProblemSentence } from '#kit/states.tsx'

type Close = Inside<typeof showClose, 'response'>
type Delta = Close['deltas'][number]

const CHANGES_SHOWN = 8

/** What came to be known after the month was accepted, and what it changes: computed again, the difference is paid. */
export function Deltas({ close }: { close: Close }) {
  const { t } = useTranslation()
  if (close.pending === null) return null
  const underWay = close.deltas.find((delta) => delta.state !== 'accepted')
  return (
    <Panel title={t('deltas.title')}>
      <div className="stack stack--tight">
        {underWay ? (
          <UnderWay close={close} delta={underWay} />
        ) : (
          <Begin close={close} pending={close.pending} />
        )}
        {close.deltas
          .filter((delta) => delta.state === 'accepted')
          .map((delta) => (
            <div key={delta.number} className="stack stack--tight">
              <div className="row row--apart">
                <strong>{t('deltas.number', { number: delta.number })}</strong>
                <Badge tone="good">
                  ✓ {delta.acceptedAt === null ? null : <DateText at={delta.acceptedAt} />}
                </Badge>
              </div>
              <Changes delta={delta} />
            </div>
          ))}
      </div>
    </Panel>
  )
}

function Begin({ close, pending }: { close: Close; pending: NonNullable<Close['pending']> }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const sentence = useProblemSentence()
  const [key, setKey] = useState(newKey)
  const start = useAct(startDelta)
  const isDue = pending.lateOrders > 0 || pending.moves > 0 || pending.adjustments > 0 || pending.stateChanged
  const begin = () =>
    start.mutate(
      { ask: { params: { period: close.period } }, key },
      {
        onSuccess: () => setKey(newKey()),
        onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }),
      },
    )
  return (
    <>
      {pending.lateOrders > 0 ? (
        <p className="small">
          {t('deltas.late', { count: pending.lateOrders })} <Money value={pending.lateSales} />
        </p>
      ) : null}
      {pending.moves > 0 ? (
        <p className="small">
          <Link className="text-link" to="/people/moves?state=done">
            {t('deltas.moved', { count: pending.moves })}
          </Link>
        </p>
      ) : null}
      {pending.adjustments > 0 ? (
        <p className="small">
          <Link className="text-link" to="/pay/adjustments?state=done">
            {t('deltas.corrected', { count: pending.adjustments })}
          </Link>
        </p>
      ) : null}
      {pending.stateChanged ? <p className="small">{t('deltas.stateChanged')}</p> : null}
      {isDue ? null : <p className="small soft">{t('deltas.none')}</p>}
      <Button variant={isDue ? 'filled' : 'default'} loading={start.isPending} onClick={begin}>
        {t('deltas.begin', { period: formatPeriod(close.period, locale, 'month') })}
      </Button>
    </>
  )
}

function UnderWay({ close, delta }: { close: Close; delta: Delta }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [key] = useState(newKey)
  const accept = useAct(acceptClose)
  const { results } = delta
  const isReady = delta.state === 'review' && results !== null
  return (
    <>
      <div className="row row--apart">
        <strong>{t('deltas.number', { number: delta.number })}</strong>
        <Badge>{t(`deltas.state.${isReady ? 'review' : 'working'}`)}</Badge>
      </div>
      {delta.failure === null ? null : (
        <p className="notice notice--harm" role="alert">
          {t('deltas.failed', { reason: delta.failure })}
        </p>
      )}
      {isReady ? (
        <>
          <Changes delta={delta} />
          <WhoChanges period={close.period} delta={delta.number} />
          <p className="small soft">{t(delta.youStarted ? 'close.secondPerson' : 'deltas.acceptBody')}</p>
          {delta.youStarted ? null : (
            <Button
              loading={accept.isPending}
              onClick={() =>
                accept.mutate(
                  { ask: { params: { period: close.period }, body: { results } }, key },
                  { onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }) },
                )
              }
            >
              {t('deltas.accept', { number: delta.number })}
            </Button>
          )}
        </>
      ) : (
        <p className="small soft" aria-live="polite">
          {t('deltas.working')}
        </p>
      )}
    </>
  )
}

function Changes({ delta }: { delta: Delta }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <dt>{t('deltas.lateOrders')}</dt>
      <dd className="number">{delta.lateOrders}</dd>
      {delta.moves === 0 ? null : (
        <>
          <dt>{t('deltas.moves')}</dt>
          <dd className="number">{delta.moves}</dd>
        </>
      )}
      {delta.adjustments === 0 ? null : (
        <>
          <dt>{t('deltas.adjustments')}</dt>
          <dd className="number">{delta.adjustments}</dd>
        </>
      )}
      {delta.changes.length === 0 ? (
        <>
          <dt>{t('deltas.changed')}</dt>
          <dd>{t('deltas.nothing')}</dd>
        </>
      ) : null}
      {delta.changes.map(({ people, amount }) => (
        <div key={amount.currency} style={{ display: 'contents' }}>
          <dt>{t('deltas.people', { count: people })}</dt>
          <dd>
            <Money value={amount} signed />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Whose pay changes most. */
function WhoChanges({ period, delta }: { period: string; delta: number }) {
  const { t } = useTranslation()
  const asked = useAnswer(listEarnings, { params: { period }, query: { delta, rows: CHANGES_SHOWN } })
  return (
    <Answer asked={asked} rows={3}>
      {({ rows, total }) =>
        rows.length === 0 ? (
          <Empty title={t('deltas.nobody')} />
        ) : (
          <ul className="stack stack--tight">
            {rows.map((row) => (
              <li key={row.person.code} className="row row--apart">
                <PersonLine
                  person={{ name: shownName(row.person), health: row.active ? 'active' : 'inactive' }}
                  note={row.person.code}
                />
                <Money value={row.total} signed />
              </li>
            ))}
            {total > rows.length ? (
              <li className="small quiet">{t('deltas.more', { count: total - rows.length })}</li>
            ) : null}
          </ul>
        )
      }
    </Answer>
  )
}
