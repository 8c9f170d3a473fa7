import { useTranslation } from 'react-i18next'
import { useLoaderData } from 'react-router'
import { shopProducts } from '#modules/catalog/contract/shop.ts'
import { ProductGrid } from '../parts/product-card.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const ROWS = 24
const SORTS = ['name', 'price', '-price', 'new'] as const

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const url = new URL(request.url)
  const frame = await loadFrame(api, request, params['shop'])
  const category = frame.categories.find((candidate) => candidate.code === params['category'])
  if (params['category'] !== undefined && !category) throw new Response(null, { status: 404 })
  const search = url.searchParams.get('search')?.trim().slice(0, 100) ?? ''
  const sort = SORTS.find((candidate) => candidate === url.searchParams.get('sort'))
  const page = Math.max(1, Number(url.searchParams.get('page')) || 1)
  const list = await api(shopProducts, {
    query: {
      market: frame.market.code,
      page,
      rows: ROWS,
      ...(category ? { category: category.code } : {}),
      ...(search === '' ? {} : { search }),
      ...(sort ? { sort } : {}),
    },
  })
  return { frame, category, search, sort, page, list, path: url.pathname }
}

export default function Products() {
  const { frame, category, search, sort, page, list, path } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const address = (next: number) => {
    const query = new URLSearchParams()
    if (search !== '') query.set('search', search)
    if (sort) query.set('sort', sort)
    if (next > 1) query.set('page', String(next))
    return query.size === 0 ? path : `${path}?${query}`
  }
  const last = Math.max(1, Math.ceil(list.total / ROWS))
  return (
    <ShopPage frame={frame} title={category?.name ?? t('list.all')}>
      <div className="shop-title shop-title--page">
        <h1>{category?.name ?? t('list.all')}</h1>
        <span className="quiet number">{t('list.count', { count: list.total })}</span>
      </div>
      <search>
        <form className="finder-form" method="get" action={path} id="search">
          <label className="only-spoken" htmlFor="search-field">
            {t('head.search')}
          </label>
          <input
            id="search-field"
            type="search"
            name="search"
            defaultValue={search}
            placeholder={t('list.search')}
          />
          <label className="only-spoken" htmlFor="sort-field">
            {t('list.sort')}
          </label>
          <select id="sort-field" name="sort" defaultValue={sort ?? 'name'}>
            {SORTS.map((value) => (
              <option key={value} value={value}>
                {t(`list.sorts.${value.replace('-', 'down_')}`)}
              </option>
            ))}
          </select>
          <button type="submit" className="button button--plain">
            {t('list.find')}
          </button>
        </form>
      </search>
      {list.rows.length === 0 ? (
        <p className="shop-nothing">
          {t('list.none')}{' '}
          <a className="text-link" href={`${frame.root}/products`}>
            {t('list.showAll')}
          </a>
        </p>
      ) : (
        <ProductGrid products={list.rows} root={frame.root} back={address(page)} />
      )}
      {last > 1 ? (
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
      ) : null}
    </ShopPage>
  )
}
