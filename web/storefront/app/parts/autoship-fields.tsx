import { useTranslation } from 'react-i18next'
import { WEEKS_OFFERED } from '../rhythm.ts'
import { Field } from './field.tsx'

/** How often goods come, and when the next time; `id` tells fields of several forms of a page apart. */
export function WhenFields({
  id,
  often,
  next,
  error,
}: {
  id: string
  often: string
  next: string
  error: string | undefined
}) {
  const { t } = useTranslation()
  const weeks = WEEKS_OFFERED.map(String)
  const offered = often === 'month' || weeks.includes(often) ? weeks : [often, ...weeks]
  return (
    <div className="shop-form__pair">
      <div className="field">
        <label htmlFor={`often-${id}`}>{t('autoship.often')}</label>
        <select id={`often-${id}`} name="often" defaultValue={often}>
          {offered.map((count) => (
            <option key={count} value={count}>
              {t('autoship.weeks', { count: Number(count) })}
            </option>
          ))}
          <option value="month">{t('autoship.monthly')}</option>
        </select>
      </div>
      <Field label={t('autoship.next')} name="next" type="date" required defaultValue={next} error={error} />
    </div>
  )
}
