import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Frame } from '../shop.ts'

/**
 * The field to look for goods. It is a form that works without script; with script an island below it shows a few goods
 * while one types.
 */
export function SearchForm({ frame, id, search = '' }: { frame: Frame; id: string; search?: string }) {
  const { t } = useTranslation()
  const said = { category: t('search.category'), from: t('card.from') }
  return (
    <search>
      <form
        className="search-form"
        method="get"
        action={`${frame.root}/products`}
        data-island="suggest"
        data-market={frame.market.code}
        data-root={frame.root}
        data-said={JSON.stringify(said)}
      >
        <label className="only-spoken" htmlFor={id}>
          {t('head.search')}
        </label>
        <input
          id={id}
          type="search"
          name="search"
          defaultValue={search}
          placeholder={t('list.search')}
          autoComplete="off"
          maxLength={100}
          enterKeyHint="search"
        />
        <button type="submit" className="button" aria-label={t('search.go')}>
          <IconSearch size={20} stroke={1.9} aria-hidden />
        </button>
      </form>
    </search>
  )
}
