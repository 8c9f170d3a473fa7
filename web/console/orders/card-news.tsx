import { useTranslation } from 'react-i18next'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import type { ShownPayment } from './order-payments.tsx'

type Card = NonNullable<ShownPayment['card']>

const REFUND_TONES = {
  asked: 'plain',
  pending: 'plain',
  unknown: 'warn',
  sent: 'good',
  failed: 'harm',
} as const
const DISPUTE_TONES = { open: 'warn', won: 'good', lost: 'harm' } as const

/** What goes on with a payment at Stripe: what is on its way back, what is disputed and until when to answer, and what was told. */
export function CardNews({ card }: { card: Card }) {
  const { t } = useTranslation()
  return (
    <div className="tiny">
      {card.refunds
        .filter(({ state }) => state !== 'sent')
        .map(({ state, amount, at, problem }) => (
          <div key={at}>
            <Badge tone={REFUND_TONES[state]}>{t(`order.paying.card.refunds.${state}`)}</Badge>{' '}
            <Money value={amount} /> {problem}
          </div>
        ))}
      {card.disputes.map(({ dispute, state, amount, dueAt }) => (
        <div key={dispute}>
          <Badge tone={DISPUTE_TONES[state]}>{t(`order.paying.card.disputes.${state}`)}</Badge>{' '}
          <Money value={amount} />, {dispute}
          {state === 'open' && dueAt !== null ? (
            <>
              , {t('order.paying.card.answerUntil')} <DateText at={dueAt} look="dateTime" />
            </>
          ) : null}
        </div>
      ))}
      {card.events.length === 0 ? null : (
        <details>
          <summary>{t('order.paying.card.events', { count: card.events.length })}</summary>
          <ul>
            {card.events.map(({ event, kind, at }) => (
              <li key={event}>
                <DateText at={at} look="dateTime" /> {kind} <span className="quiet">{event}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
