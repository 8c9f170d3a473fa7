import { useTranslation } from 'react-i18next'
import { mayDo, useSession } from '#kit/session.ts'
import { CarrierPrices } from '../shipping/carrier-prices.tsx'
import { Prices } from '../shipping/prices.tsx'
import { ShippingPage } from '../shipping/shipping-market.tsx'
import { Ways } from '../shipping/ways.tsx'
import { Zones } from '../shipping/zones.tsx'

/** By which ways goods come to their buyers, to where, and what that costs. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const writes = mayDo(session.data, 'shipping.write')
  return (
    <ShippingPage title={t('shipping.title')} lead={t('shipping.lead')}>
      {(shipping) => (
        <div className="columns">
          <div className="stack">
            <Ways shipping={shipping} writes={writes} />
            <Prices shipping={shipping} writes={writes} />
            <CarrierPrices shipping={shipping} writes={writes} />
          </div>
          <div className="stack">
            <Zones shipping={shipping} writes={writes} />
          </div>
        </div>
      )}
    </ShippingPage>
  )
}
