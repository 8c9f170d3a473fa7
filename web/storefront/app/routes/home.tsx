import { useTranslation } from 'react-i18next'
import { data, useLoaderData } from 'react-router'
import { shopProducts } from '#modules/catalog/contract/shop.ts'
import { Portrait } from '#kit/art/portrait.tsx'
import { ProductArt } from '#kit/art/product-art.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { shopCookie } from '../cookies.ts'
import { ProductGrid } from '../parts/product-card.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame, type Frame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const PICKS = 8

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const named = params['shop']
  const frame = await loadFrame(api, named === undefined ? withoutShop(request) : request, named)
  const picks = await api(shopProducts, { query: { market: frame.market.code, rows: PICKS } })
  // Who comes through a distributor's address keeps that face; the plain address gives it up again.
  const cookie = await shopCookie.serialize(frame.seller?.shopName ?? '')
  return data({ frame, picks }, { headers: { 'set-cookie': cookie } })
}

function withoutShop(request: Request): Request {
  const headers = new Headers(request.headers)
  const kept = (headers.get('cookie') ?? '')
    .split(/;\s*/)
    .filter((part) => !part.startsWith('openfield_shop='))
  headers.set('cookie', kept.join('; '))
  return new Request(request.url, { headers })
}

export default function Home() {
  const { frame, picks } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <ShopPage frame={frame} {...(frame.seller ? { title: frame.seller.displayName } : {})}>
      <Greeting frame={frame} />
      <ul className="rounds">
        {frame.categories.map((category) => (
          <li key={category.code}>
            <a href={`${frame.root}/category/${category.code}`}>
              <span className="rounds__picture">
                <ProductArt name={category.name} category={category.name} art={category.art} />
              </span>
              {category.name}
            </a>
          </li>
        ))}
      </ul>
      <div className="shop-title">
        <h2>{t('home.picks')}</h2>
        <a className="text-link" href={`${frame.root}/products`}>
          {t('home.all', { count: picks.total })} ›
        </a>
      </div>
      <ProductGrid products={picks.rows} root={frame.root} back={frame.root === '' ? '/' : frame.root} />
    </ShopPage>
  )
}

function Greeting({ frame }: { frame: Frame }) {
  const { t } = useTranslation()
  const { seller, company } = frame
  if (!seller) {
    return (
      <section className="greeting greeting--plain">
        <div className="greeting__words">
          <h1>{company.name}</h1>
          <p>{t('home.company')}</p>
          <a className="button" href="/products">
            {t('home.look')}
          </a>
        </div>
      </section>
    )
  }
  const first = seller.displayName.split(' ')[0] ?? seller.displayName
  return (
    <section className="greeting">
      <div className="greeting__picture">
        {company.demonstration ? (
          <Portrait name={seller.displayName} alt={t('home.portrait', { name: first })} />
        ) : (
          <PersonMark size={220} person={{ name: seller.displayName, health: 'active' }} silent />
        )}
      </div>
      <div className="greeting__words">
        <h1>{t('home.hello', { name: first })}</h1>
        <p>{seller.greeting === '' ? t('home.greeting') : seller.greeting}</p>
        <div className="greeting__acts">
          <a className="button" href={`${frame.root}/products`}>
            {t('home.look')}
          </a>
          <a className="button button--plain" href={`/join/${seller.invite}`}>
            {t('home.join')}
          </a>
        </div>
      </div>
    </section>
  )
}
