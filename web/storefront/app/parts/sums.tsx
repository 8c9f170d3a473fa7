import { useTranslation } from 'react-i18next'
import type { Money as MoneyValue } from '#shared/money.ts'
import { Money } from '#kit/money.tsx'

/** Goods, delivery, what is to pay, and the tax in it. */
export function Sums({
  sums,
}: {
  sums: Readonly<{ subtotal: MoneyValue; shipping: MoneyValue; tax: MoneyValue; total: MoneyValue }>
}) {
  const { t } = useTranslation()
  return (
    <dl className="sums">
      <dt>{t('sums.goods')}</dt>
      <dd>
        <Money value={sums.subtotal} />
      </dd>
      <dt>{t('sums.delivery')}</dt>
      <dd>{sums.shipping.minor === 0n ? t('sums.free') : <Money value={sums.shipping} />}</dd>
      <dt className="sums__total">{t('sums.total')}</dt>
      <dd className="sums__total">
        <Money value={sums.total} />
      </dd>
      <dt className="small quiet">{t('sums.tax')}</dt>
      <dd className="small quiet">
        <Money value={sums.tax} />
      </dd>
    </dl>
  )
}
