import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { SiteOrigin } from '../page-context.ts'
import type { Frame } from '../shop.ts'
import { StructuredData } from './structured-data.tsx'

/** A step of the way to a page; the last one is the page itself. */
export type Crumb = Readonly<{ name: string; href: string }>

/** The way from the start page of the shop to this page. */
export function Crumbs({ frame, steps }: { frame: Frame; steps: readonly Crumb[] }) {
  const { t } = useTranslation()
  const all = [{ name: t('crumbs.home'), href: frame.root === '' ? '/' : frame.root }, ...steps]
  const origin = useContext(SiteOrigin)
  const list = all.map(({ name, href }, place) => ({
    '@type': 'ListItem',
    position: place + 1,
    name,
    item: origin + href,
  }))
  return (
    <nav className="crumbs" aria-label={t('crumbs.label')}>
      <ol>
        {all.map(({ name, href }, place) => (
          <li key={href}>
            {place === all.length - 1 ? <span aria-current="page">{name}</span> : <a href={href}>{name}</a>}
          </li>
        ))}
      </ol>
      <StructuredData facts={{ '@type': 'BreadcrumbList', itemListElement: list }} />
    </nav>
  )
}
