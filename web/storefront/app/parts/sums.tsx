import { useTranslation } from 'react-i18next'
import { Money } from '#kit/money.tsx'
import { OffRows } from '#kit/promotion-hint.tsx'
import { AddedTaxRows } from '#kit/tax-rows.tsx'
import type { Basket } from '../shop.ts'

/** Goods, what promotions take off, delivery, tax that comes on top, what is to pay, and the tax in it where prices contain it. */
export function Sums({
  sums,
}: {
  sums: Pick<Basket, 'lines' | 'subtotal' | 'discount' | 'shipping' | 'tax' | 'taxAdded' | 'total'> &
    Partial<Pick<Basket, 'taxes' | 'taxOpen'>>
}) {
  const { t } = useTranslation()
  return (
    <dl className="sums">
      <dt>{t('sums.goods')}</dt>
      <dd>
        <Money value={{ ...sums.subtotal, minor: sums.subtotal.minor + sums.discount.minor }} />
      </dd>
      <OffRows lines={sums.lines} />
      <dt>{t('sums.delivery')}</dt>
      <dd>{sums.shipping.minor === 0n ? t('sums.free') : <Money value={sums.shipping} />}</dd>
      {sums.taxOpen === true ? (
        <>
          <dt>{t('kit.plusTax')}</dt>
          <dd className="small quiet">{t('taxes.open')}</dd>
        </>
      ) : (
        <AddedTaxRows of={sums} />
      )}
      <dt className="sums__total">{t('sums.total')}</dt>
      <dd className="sums__total">
        <Money value={sums.total} />
      </dd>
      {sums.taxAdded || sums.taxOpen === true ? null : (
        <>
          <dt className="small quiet">{t('sums.tax')}</dt>
          <dd className="small quiet">
            <Money value={sums.tax} />
          </dd>
        </>
      )}
    </dl>
  )
}
