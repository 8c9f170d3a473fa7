import { useTranslation } from 'react-i18next'
import { Field } from './field.tsx'
import { RegionField, type Regions } from './region-field.tsx'

/** The fields of a postal address, in the order in which it is written. */
export function AddressFields({
  countries,
  regions,
  value,
  problem,
}: {
  countries: readonly string[]
  regions: Regions
  value: (field: string) => string
  problem: (field: string) => string | undefined
}) {
  const { t } = useTranslation()
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  const wrong = problem('country')
  return (
    <>
      <Field
        label={t('checkout.line1')}
        name="line1"
        autoComplete="address-line1"
        required
        defaultValue={value('line1')}
        error={problem('line1')}
      />
      <Field
        label={t('checkout.line2')}
        name="line2"
        autoComplete="address-line2"
        defaultValue={value('line2')}
        error={problem('line2')}
      />
      <div className="shop-form__pair">
        <Field
          label={t('checkout.postalCode')}
          name="postalCode"
          autoComplete="postal-code"
          required
          defaultValue={value('postalCode')}
          error={problem('postalCode')}
        />
        <Field
          label={t('checkout.city')}
          name="city"
          autoComplete="address-level2"
          required
          defaultValue={value('city')}
          error={problem('city')}
        />
      </div>
      <RegionField regions={regions} value={value('region')} error={problem('region')} />
      <div className="field">
        <label htmlFor="country">{t('checkout.country')}</label>
        <select id="country" name="country" autoComplete="country" defaultValue={value('country')}>
          {countries.map((country) => (
            <option key={country} value={country}>
              {names.of(country) ?? country}
            </option>
          ))}
        </select>
        {wrong === undefined ? null : (
          <p className="notice notice--harm" role="alert">
            {wrong}
          </p>
        )}
      </div>
    </>
  )
}
