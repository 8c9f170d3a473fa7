import { useTranslation } from 'react-i18next'

/** The pages of an account, and the way out. */
export function AccountNav({ at }: { at: 'orders' | 'autoships' | 'parties' | 'details' | 'order' }) {
  const { t } = useTranslation()
  return (
    <div className="account-nav">
      <nav aria-label={t('account.title')}>
        <a href="/account" aria-current={at === 'orders' ? 'page' : undefined}>
          {t('account.orders')}
        </a>
        <a href="/account/autoships" aria-current={at === 'autoships' ? 'page' : undefined}>
          {t('autoship.short')}
        </a>
        <a href="/account/parties" aria-current={at === 'parties' ? 'page' : undefined}>
          {t('party.hostedShort')}
        </a>
        <a href="/account/details" aria-current={at === 'details' ? 'page' : undefined}>
          {t('account.detailsShort')}
        </a>
      </nav>
      <form method="post" action="/account">
        <button type="submit" className="text-button">
          {t('account.signOut')}
        </button>
      </form>
    </div>
  )
}
