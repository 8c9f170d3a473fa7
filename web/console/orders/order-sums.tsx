import { useTranslation } from 'react-i18next'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { OffRows } from '#kit/promotion-hint.tsx'
import { AddedTaxRows } from '#kit/tax-rows.tsx'
import { Volume } from '#kit/volume.tsx'
import type { ShownOrder } from './order-lines.tsx'

/** What an order came to when it was placed, and what of it stands after its changes. */
export function OrderSums({ order }: { order: ShownOrder }) {
  const { t } = useTranslation()
  const kept = order.changes.reduce((sum, { fee }) => sum + fee.minor, 0n)
  const isChanged = order.now.total.minor !== order.total.minor
  return (
    <Panel title={t('order.sums')}>
      <dl className="facts">
        <dt>{t('order.subtotal')}</dt>
        <dd>
          <Money value={{ ...order.subtotal, minor: order.subtotal.minor + order.discount.minor }} />
        </dd>
        <OffRows lines={order.lines} />
        <dt>{t('order.shipping')}</dt>
        <dd>
          <Money value={order.shipping} />
        </dd>
        <AddedTaxRows of={order} />
        {order.taxAdded ? null : (
          <>
            <dt>{t('order.containedTax')}</dt>
            <dd>
              <Money value={order.tax} />
            </dd>
          </>
        )}
        {order.taxSource.source === 'tables' ? null : (
          <>
            <dt>{t('order.taxBy')}</dt>
            <dd>
              {t(`taxes.sources.${order.taxSource.source}`)} {order.taxSource.reference}
            </dd>
          </>
        )}
        <dt className={isChanged ? undefined : 'strong'}>
          {t(isChanged ? 'order.placedTotal' : 'order.total')}
        </dt>
        <dd className={isChanged ? undefined : 'strong'}>
          <Money value={order.total} />
        </dd>
        {isChanged ? (
          <>
            <dt>{t('order.takenBack')}</dt>
            <dd>
              <Money value={{ ...order.total, minor: order.now.total.minor - order.total.minor }} />
            </dd>
            <dt className="strong">{t('order.standsNow')}</dt>
            <dd className="strong">
              <Money value={order.now.total} />
            </dd>
            {kept === 0n ? null : (
              <>
                <dt>{t('order.keptOf')}</dt>
                <dd>
                  <Money value={{ ...order.total, minor: kept }} />
                </dd>
              </>
            )}
          </>
        ) : null}
        {Object.entries(order.volumesNow).map(([name, micro]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t('order.volume', { name })}</dt>
            <dd>
              <Volume micro={micro} unit={name} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
