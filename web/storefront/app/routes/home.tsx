import { useTranslation } from 'react-i18next'
import { data, redirect, useLoaderData } from 'react-router'
import type { TFunction } from 'i18next'
import { shopCampaigns, shopProducts } from '#modules/catalog/contract/shop.ts'
import { shopPromotions } from '#modules/orders/contract/advertised.ts'
import { showShop } from '#modules/field/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { isReservedAddress } from '#shared/shop-name.ts'
import { ApiRefusal, type Api } from '#kit/api.ts'
import { Portrait } from '#kit/art/portrait.tsx'
import { ProductArt } from '#kit/art/product-art.tsx'
import { Photo } from '#kit/goods-picture.tsx'
import { useLocale } from '#kit/locale.ts'
import { PersonMark } from '#kit/person-mark.tsx'
import { shopCookie } from '../cookies.ts'
import { ByCode } from '../parts/basket-by-code.tsx'
import { FindForm } from '../parts/find-form.tsx'
import { ProductGrid } from '../parts/product-card.tsx'
import { ShareTags } from '../parts/share-tags.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { keptMarket, loadFrame, outerCategories, soldOutOf, type Frame, type Seller } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const PICKS = 8

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const named = params['shop']
  const isShop = named === undefined || (await shopExists(api, named))
  const frame = await loadFrame(
    api,
    isShop && named !== undefined ? request : withoutShop(request),
    isShop ? named : undefined,
  )
  // An earlier address of a shop leads to its present one.
  if (isShop && named !== undefined && frame.seller && frame.seller.shopName !== named)
    throw redirect(`/${frame.seller.shopName}`, MOVED)
  const { market } = frame
  const [picks, { campaigns }, { promotions }] = await Promise.all([
    api(shopProducts, { query: { market: market.code, rows: PICKS, sort: 'new' } }),
    api(shopCampaigns, { query: { market: market.code } }),
    api(shopPromotions, { query: { market: market.code } }),
  ])
  // Who comes through a distributor's address keeps that face; the plain address gives it up again.
  const cookie = await shopCookie.serialize(frame.seller?.shopName ?? '')
  const lost = isShop ? undefined : named.slice(0, 30)
  return data(
    { frame, picks, campaigns, promotions, lost, soldOut: await soldOutOf(api, market.code, picks.rows) },
    {
      headers: [['set-cookie', cookie], ...(await keptMarket(frame))],
      status: lost === undefined ? 200 : 404,
    },
  )
}

const MOVED = 301

function withoutShop(request: Request): Request {
  const headers = new Headers(request.headers)
  const kept = (headers.get('cookie') ?? '')
    .split(/;\s*/)
    .filter((part) => !part.startsWith('openfield_shop='))
  headers.set('cookie', kept.join('; '))
  return new Request(request.url, { headers })
}

export default function Home() {
  const { frame, picks, campaigns, promotions, lost, soldOut } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { seller, company } = frame
  const path = seller ? frame.root : '/'
  return (
    <ShopPage frame={frame} {...(seller ? { title: seller.displayName } : {})} isPrivate={lost !== undefined}>
      <ShareTags
        frame={frame}
        title={seller ? t('home.shared', { name: seller.displayName, company: company.name }) : company.name}
        description={seller ? greetingOf(seller, t) : t('home.company')}
        path={path}
        canonical={path}
        {...(seller?.photo ? { image: { ...seller.photo, alt: '' }, folder: 'shop-photos' as const } : {})}
      />
      {lost === undefined ? <Greeting frame={frame} /> : <Lost name={lost} />}
      <ul className="rounds">
        {outerCategories(frame.categories).map((category) => (
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
      <Promotions promotions={promotions} />
      <Campaigns campaigns={campaigns} />
      <div className="shop-title">
        <h2>{t('home.picks')}</h2>
        <a className="text-link" href={`${frame.root}/products`}>
          {t('home.all', { count: picks.total })} ›
        </a>
      </div>
      <ProductGrid products={picks.rows} root={frame.root} back={path} soldOut={soldOut} />
    </ShopPage>
  )
}

function greetingOf(seller: Seller, t: TFunction): string {
  return seller.greeting === '' ? t('home.greeting') : seller.greeting
}

/** Whose shop it is: photo and greeting of the distributor, or the company with a way to the distributor whom somebody knows. */
function Greeting({ frame }: { frame: Frame }) {
  const { t } = useTranslation()
  const { seller, company } = frame
  if (!seller) {
    return (
      <section className="greeting greeting--plain">
        <div className="greeting__words">
          <h1>{company.name}</h1>
          <p>{t('home.company')}</p>
          <div className="greeting__acts">
            <a className="button" href="/products">
              {t('home.look')}
            </a>
            <a className="button button--plain" href="/find">
              {t('find.act')}
            </a>
          </div>
        </div>
      </section>
    )
  }
  const first = seller.displayName.split(' ')[0] ?? seller.displayName
  return (
    <section className="greeting">
      <div className="greeting__picture">
        {seller.photo ? (
          <Photo
            image={seller.photo}
            folder="shop-photos"
            sizes="(min-width: 900px) 440px, 100vw"
            alt={t('home.photo', { name: first })}
            isFirst
          />
        ) : company.demonstration ? (
          <Portrait name={seller.displayName} alt={t('home.portrait', { name: first })} />
        ) : (
          <PersonMark size={220} person={{ name: seller.displayName, health: 'active' }} silent />
        )}
      </div>
      <div className="greeting__words">
        <h1>{t('home.hello', { name: first })}</h1>
        <p>{greetingOf(seller, t)}</p>
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

/** There is no shop of that name, or it is no more: what is still here, and how to find the right one. */
function Lost({ name }: { name: string }) {
  const { t } = useTranslation()
  return (
    <section className="greeting greeting--plain">
      <div className="greeting__words">
        <h1>{t('lost.title', { name })}</h1>
        <p>{t('lost.body')}</p>
        <FindForm search="" />
      </div>
    </section>
  )
}

/** Catalogues on paper that hold now, from which one orders by number. */
function Campaigns({ campaigns }: { campaigns: Inside<typeof shopCampaigns, 'response'>['campaigns'] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [first] = campaigns
  if (!first) return null
  const names = new Intl.ListFormat(locale).format(campaigns.map(({ name }) => name))
  return (
    <section className="campaign">
      <div>
        <h2>{names}</h2>
        <p>{t('home.campaign', { day: formatDay(first.until, locale) })}</p>
      </div>
      <ByCode />
    </section>
  )
}

/** What is cheaper or brings more at the moment, by what anybody puts into the basket. */
function Promotions({ promotions }: { promotions: Inside<typeof shopPromotions, 'response'>['promotions'] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (promotions.length === 0) return null
  return (
    <section aria-labelledby="promotions-title">
      <div className="shop-title">
        <h2 id="promotions-title">{t('home.promotions')}</h2>
      </div>
      <ul className="promotions">
        {promotions.map(({ code, title, until }) => (
          <li key={code}>
            <strong>{title}</strong>
            {until === null ? null : (
              <span className="quiet">{t('home.until', { day: formatDay(until, locale) })}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The day as people write it: 24 December. */
function formatDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(day),
  )
}

/** Whether there is a shop of this name now. */
async function shopExists(api: Api, name: string): Promise<boolean> {
  if (isReservedAddress(name)) return false
  try {
    await api(showShop, { params: { shopName: name.slice(0, 60) } })
    return true
  } catch (error) {
    if (error instanceof ApiRefusal && error.status >= 400 && error.status < 500) return false
    throw error
  }
}
