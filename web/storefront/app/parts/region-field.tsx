import { useId } from 'react'
import { useTranslation } from 'react-i18next'

/** The regions that are taxed differently, by country. */
export type Regions = Readonly<Record<string, readonly string[]>>

/** The state or province of an address, where taxes differ by it; without script it stands there for all countries. */
export function RegionField({
  regions,
  value,
  error,
}: {
  regions: Regions
  value: string
  error: string | undefined
}) {
  const { t } = useTranslation()
  const id = useId()
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  const countries = Object.entries(regions)
  if (countries.length === 0) return null
  return (
    <div className="field">
      <label htmlFor={id}>{t('taxes.region')}</label>
      <select
        id={id}
        name="region"
        autoComplete="address-level1"
        defaultValue={value}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
      >
        <option value="">{t('taxes.noRegion')}</option>
        {countries.map(([country, all]) => (
          <optgroup key={country} label={names.of(country) ?? country}>
            {all.map((region) => (
              <option key={region} value={region}>
                {region}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {error === undefined ? null : (
        <span className="field__error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  )
}
