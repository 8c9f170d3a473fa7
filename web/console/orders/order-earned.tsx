import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import type { ShownOrder } from './order-lines.tsx'

/** What an order earned for later ones, and what of it was taken back when goods came back. */
export function OrderEarned({ order }: { order: ShownOrder }) {
  const { t } = useTranslation()
  if (order.earned.length === 0) return null
  return (
    <Panel title={t('order.earned.title')}>
      <ul className="notes">
        {order.earned.map((one) => (
          <li key={`${one.promotion} ${one.name}`}>
            <span className="strong">{one.name}</span>{' '}
            {one.takenBack ? (
              <Badge tone="warn">{t('order.earned.takenBack')}</Badge>
            ) : (
              t('order.earned.used', { used: one.used, count: one.uses })
            )}
            <div className="tiny quiet">
              <Link to={`/promotions/${order.market}/${one.promotion}`}>{one.promotion}</Link>,{' '}
              {t('order.earned.until')} <DateText at={one.expiresAt} look="day" />
            </div>
            {one.unearned > 0 ? (
              <p className="small warn">{t('order.earned.unearned', { count: one.unearned })}</p>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
