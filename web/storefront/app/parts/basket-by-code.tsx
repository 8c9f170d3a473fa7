import { useTranslation } from 'react-i18next'

/** Puts goods in by the number that a catalogue on paper prints; works without script. */
export function ByCode() {
  const { t } = useTranslation()
  return (
    <form method="post" action="/basket" className="coupons__row by-code">
      <input type="hidden" name="add" value="1" />
      <input type="hidden" name="back" value="/basket" />
      <div className="field">
        <label htmlFor="by-code">{t('basket.byCode')}</label>
        <input id="by-code" name="product" inputMode="numeric" autoComplete="off" maxLength={16} required />
      </div>
      <button type="submit" className="button button--plain">
        {t('basket.byCodeIn')}
      </button>
    </form>
  )
}
