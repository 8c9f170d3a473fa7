import { useTranslation } from 'react-i18next'
import type { Basket } from '../shop.ts'
import { Field } from './field.tsx'
import { RegionField, type Regions } from './region-field.tsx'

/** Where the basket is going, so that its tax is that of the place; it works without script. */
export function DeliverTo({
  basket,
  countries,
  home,
  regions,
}: {
  basket: Basket
  countries: readonly string[]
  /** The market's own country, for which a basket is priced as long as nobody says where it goes. */
  home: string
  regions: Regions
}) {
  const { t } = useTranslation()
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  const { destination: place } = basket
  const isAsked = countries.length > 1 || Object.keys(regions).length > 0
  if (!isAsked) return null
  const country = place?.country ?? home
  const words = [names.of(country) ?? country, place?.region, place?.postalCode]
  const where = words.filter((word) => word !== undefined).join(' ')
  return (
    <details className="small">
      <summary>
        {place ? t('taxes.taxedFor', { place: where }) : t('taxes.estimatedFor', { place: where })}
      </summary>
      <form method="post" action="/basket" className="shop-form">
        <div className="field">
          <label htmlFor="placeCountry">{t('checkout.country')}</label>
          <select id="placeCountry" name="placeCountry" defaultValue={country}>
            {countries.map((one) => (
              <option key={one} value={one}>
                {names.of(one) ?? one}
              </option>
            ))}
          </select>
        </div>
        <RegionField regions={regions} value={place?.region ?? ''} error={undefined} />
        <Field
          label={t('checkout.postalCode')}
          name="placePostalCode"
          autoComplete="postal-code"
          defaultValue={place?.postalCode ?? ''}
        />
        <button type="submit" className="button button--plain">
          {t('taxes.showTax')}
        </button>
      </form>
    </details>
  )
}
