import { useTranslation } from 'react-i18next'
import { data, useLoaderData } from 'react-router'
import { shopProducts } from '#modules/catalog/contract/shop.ts'
import { isNarrowed, listAddress, readListQuery, type ListQuery } from '../list-query.ts'
import { Crumbs } from '../parts/crumbs.tsx'
import { ChosenFilters, ListFilters } from '../parts/list-filters.tsx'
import { ProductGrid } from '../parts/product-card.tsx'
import { SearchForm } from '../parts/search-form.tsx'
import { ShareTags } from '../parts/share-tags.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { keepingShop, loadFrame, soldOutOf, wayTo } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const ROWS = 24

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const url = new URL(request.url)
  const frame = await loadFrame(api, request, params['shop'])
  const category = frame.categories.find((candidate) => candidate.code === params['category'])
  if (params['category'] !== undefined && !category) throw new Response(null, { status: 404 })
  const query = readListQuery(url.searchParams, frame.market.currency)
  const { search, sort, page, options, least, most, available } = query
  const list = await api(shopProducts, {
    query: {
      market: frame.market.code,
      page,
      rows: ROWS,
      least,
      most,
      ...(category ? { category: category.code } : {}),
      ...(search === '' ? {} : { search }),
      ...(sort ? { sort } : {}),
      ...(options.length === 0 ? {} : { options: options.join(',') }),
      ...(available ? { available: 'only' as const } : {}),
    },
  })
  const path = `${params['shop'] === undefined ? '' : frame.root}${category ? `/category/${category.code}` : '/products'}`
  const soldOut = await soldOutOf(api, frame.market.code, list.rows)
  return data({ frame, category, query, list, path, soldOut }, await keepingShop(frame, params['shop']))
}

export default function Products() {
  const { frame, category, query, list, path, soldOut } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { search } = query
  const { currency } = frame.market
  const title = search === '' ? (category?.name ?? t('list.all')) : t('list.found', { search })
  const back = listAddress(path, query, { currency, change: { page: query.page } })
  const inside = category ? frame.categories.filter(({ parent }) => parent === category.code) : []
  const of = { path, query, facets: list.facets, currency }
  return (
    <ShopPage frame={frame} title={title} isPrivate={search !== '' || isNarrowed(query)}>
      <ShareTags
        frame={frame}
        title={title}
        description={t('list.about', { name: title, company: frame.company.name })}
        path={path}
        canonical={path.slice(frame.root.length)}
      />
      <Crumbs
        frame={frame}
        steps={
          category
            ? wayTo(frame.categories, category).map(({ code, name }) => ({
                name,
                href: `${path.slice(0, path.lastIndexOf('/'))}/${code}`,
              }))
            : [{ name: t('list.all'), href: path }]
        }
      />
      <div className="shop-title shop-title--page">
        <h1>{title}</h1>
        <span className="quiet number">{t('list.count', { count: list.total })}</span>
      </div>
      {inside.length === 0 ? null : (
        <ul className="chips" aria-label={t('list.within', { name: title })}>
          {inside.map(({ code, name }) => (
            <li key={code}>
              <a className="chip" href={`${path.slice(0, path.lastIndexOf('/'))}/${code}`}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {category ? null : <SearchForm frame={frame} id="search-field" search={search} />}
      {list.instead === null ? null : (
        <p className="notice">{t('list.instead', { typed: search, instead: list.instead })}</p>
      )}
      <ListFilters {...of} />
      <ChosenFilters {...of} />
      {list.rows.length === 0 ? (
        <NothingFound root={frame.root} path={path} query={query} near={list.near} currency={currency} />
      ) : (
        <ProductGrid products={list.rows} root={frame.root} back={back} soldOut={soldOut} />
      )}
      <Pages path={path} query={query} total={list.total} currency={currency} />
    </ShopPage>
  )
}

/** Why nothing is shown, with words that would find something, or the list without what narrows it. */
function NothingFound({
  root,
  path,
  query,
  near,
  currency,
}: {
  root: string
  path: string
  query: ListQuery
  near: readonly string[]
  currency: string
}) {
  const { t } = useTranslation()
  const narrowed = isNarrowed(query)
  return (
    <div className="shop-nothing">
      <p>{t(narrowed ? 'list.noneNarrowed' : 'list.none')}</p>
      {near.length === 0 ? null : (
        <p>
          {t('list.near')}{' '}
          {near.map((word) => (
            <a
              key={word}
              className="chip"
              href={listAddress(`${root}/products`, query, { currency, change: { search: word } })}
            >
              {word}
            </a>
          ))}
        </p>
      )}
      <a
        className="text-link"
        href={
          narrowed
            ? listAddress(path, query, {
                currency,
                change: { options: [], least: undefined, most: undefined, available: false },
              })
            : `${root}/products`
        }
      >
        {t(narrowed ? 'list.unnarrow' : 'list.showAll')}
      </a>
    </div>
  )
}

function Pages({
  path,
  query,
  total,
  currency,
}: {
  path: string
  query: ListQuery
  total: number
  currency: string
}) {
  const { t } = useTranslation()
  const last = Math.max(1, Math.ceil(total / ROWS))
  const { page } = query
  if (last === 1) return null
  const address = (next: number): string => listAddress(path, query, { currency, change: { page: next } })
  return (
    <nav className="pages" aria-label={t('list.pages')}>
      {page > 1 ? (
        <a className="button button--plain" rel="prev" href={address(page - 1)}>
          {t('kit.table.previous')}
        </a>
      ) : (
        <span />
      )}
      <span className="number">{t('list.page', { page, last })}</span>
      {page < last ? (
        <a className="button button--plain" rel="next" href={address(page + 1)}>
          {t('kit.table.next')}
        </a>
      ) : (
        <span />
      )}
    </nav>
  )
}
