import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { sayReady } from '#modules/orders/contract/pick-up.ts'
import { useAct } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'
import type { ShownOrder } from './order-lines.tsx'

/** The way that was chosen for an order, and where it is picked up; staff say that it is ready there. */
export function OrderWay({ order, maySend }: { order: ShownOrder; maySend: boolean }) {
  const { t } = useTranslation()
  const ready = useAct(sayReady)
  const { way, code } = order
  if (way === null) return null
  const waits = order.progress === 'waiting' || order.progress === 'partly_sent'
  const { at } = way
  return (
    <Panel title={t('order.way.title')}>
      <div className="stack stack--tight">
        <p className="small strong">{way.name}</p>
        {at ? (
          <address className="small" style={{ fontStyle: 'normal' }}>
            {[at.name, at.line1, at.line2, `${at.postalCode} ${at.city}`, at.country, at.opening]
              .filter((part) => part !== '')
              .map((part) => (
                <div key={part}>{part}</div>
              ))}
          </address>
        ) : null}
        {way.readyAt === null ? null : (
          <p className="small soft">
            {t('order.way.ready')} <DateText at={way.readyAt} look="dateTime" />
          </p>
        )}
        {ready.error ? <Failed error={ready.error} /> : null}
        {at && maySend && waits && way.readyAt === null ? (
          <>
            <Button
              variant="default"
              size="xs"
              loading={ready.isPending}
              onClick={() => ready.mutate({ ask: { params: { code } } })}
            >
              {t('order.way.sayReady')}
            </Button>
            <p className="small soft">{t('order.way.hint')}</p>
          </>
        ) : null}
      </div>
    </Panel>
  )
}
