import { useTranslation } from 'react-i18next'

/** Looks for the shop of a distributor by name or number; works without script. */
export function FindForm({ search }: { search: string }) {
  const { t } = useTranslation()
  return (
    <form className="find-form" method="get" action="/find">
      <div className="field">
        <label htmlFor="find">{t('find.label')}</label>
        <span className="field__hint" id="find-hint">
          {t('find.hint')}
        </span>
        <input
          id="find"
          name="search"
          type="search"
          autoComplete="off"
          minLength={2}
          maxLength={60}
          required
          aria-describedby="find-hint"
          defaultValue={search}
        />
      </div>
      <button type="submit" className="button">
        {t('find.go')}
      </button>
    </form>
  )
}
