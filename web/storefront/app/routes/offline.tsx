import { useTranslation } from 'react-i18next'

/** What the app on a phone shows without a line. It is kept by the service worker and holds nothing of anybody. */
export default function Offline() {
  const { t } = useTranslation()
  return (
    <main className="shop-problem">
      <meta name="robots" content="noindex" />
      <title>{t('offline.title')}</title>
      <h1>{t('offline.title')}</h1>
      <p>{t('offline.body')}</p>
      <a className="button" href="/">
        {t('offline.again')}
      </a>
    </main>
  )
}
