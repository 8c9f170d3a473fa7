import { useTranslation } from 'react-i18next'

/** What stands where a link for one use leads that nobody can use any more. */
export function LinkGone() {
  const { t } = useTranslation()
  return (
    <div className="shop-form join">
      <h1>{t('account.linkGone')}</h1>
      <p>
        <a className="text-link" href="/account/forgotten">
          {t('account.linkAgain')}
        </a>
      </p>
    </div>
  )
}
