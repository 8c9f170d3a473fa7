import { useTranslation } from 'react-i18next'
import { data, redirect, useLoaderData } from 'react-router'
import { shopProducts } from '#modules/catalog/contract/shop.ts'
import { createBasket } from '#modules/orders/contract.ts'
import { setBasketParty, showPartyByLink } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { ApiRefusal, type Api } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { fillPercent, formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { localPath } from '#kit/local-path.ts'
import { Money } from '#kit/money.tsx'
import { keptBasket } from '../cookies.ts'
import { formTexts } from '../form-data.ts'
import { ProductGrid } from '../parts/product-card.tsx'
import { ShareTags } from '../parts/share-tags.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { keepingShop, loadFrame, orNotFound, soldOutOf, type Basket, type Frame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

type Party = Inside<typeof showPartyByLink, 'response'>

const GOODS = 8

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const { link } = askedParty(params)
  const party = await orNotFound(api(showPartyByLink, { params: { link } }))
  const shop = party.shopName ?? undefined
  const frame = await loadFrame(api, request, shop)
  const goods = await api(shopProducts, { query: { market: party.market, rows: GOODS, sort: 'new' } })
  const soldOut = await soldOutOf(api, party.market, goods.rows)
  const problem = new URL(request.url).searchParams.get('problem')
  return data({ frame, party, link, goods: goods.rows, soldOut, problem }, await keepingShop(frame, shop))
}

/** Puts the shopper's basket into the party, or takes it out (`leave`); then goes on to the goods, or back. */
export async function action({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const { link } = askedParty(params)
  const texts = await formTexts(request)
  const frame = await loadFrame(api, request, undefined)
  try {
    if (texts['leave'] !== undefined) {
      if (frame.basket?.party) await putInto(api, frame.basket, null)
      return redirect(localPath(texts['back'] ?? '/basket'))
    }
    const party = await orNotFound(api(showPartyByLink, { params: { link } }))
    const basket = await basketAt(api, frame, party)
    await putInto(api, basket, link)
    const headers = await keptBasket(basket.token)
    const shop = party.shopName
    return redirect(shop === null ? '/products' : `/${shop}/products`, { headers })
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    return redirect(`/party/${link}?problem=${encodeURIComponent(error.message)}`)
  }
}

function askedParty(params: PageArgs['params']): { link: string } {
  const asked = showPartyByLink.params.safeParse({ link: params['link'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  return asked.data
}

function putInto(api: Api, { token }: Basket, link: string | null) {
  return api(setBasketParty, { params: { basket: token }, body: { link } })
}

/** The shopper's basket where it stands in the party's market; else a new one. */
async function basketAt(api: Api, { basket }: Frame, party: Party): Promise<Basket> {
  if (basket?.market === party.market) return basket
  return api(createBasket, { body: { market: party.market, seller: party.seller } })
}

export default function PartyPage() {
  const { frame, party, link, goods, soldOut, problem } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { host } = party
  const path = `/party/${link}`
  // What somebody takes before they came in would be no order of the party.
  const isBuyable = !party.isOpen || frame.basket?.party?.link === link
  return (
    <ShopPage frame={frame} title={t('party.title', { host })} isPrivate>
      <ShareTags
        frame={frame}
        title={t('party.shared', { host })}
        description={t('party.about')}
        path={path}
        canonical={path}
      />
      <div className="shop-title shop-title--page">
        <h1>{t('party.title', { host })}</h1>
      </div>
      {problem === null ? null : (
        <p className="notice notice--harm" role="alert">
          {problem}
        </p>
      )}
      <div className="party">
        <div className="party__about">
          <When party={party} />
          {party.isOpen ? (
            <p>{t('party.about')}</p>
          ) : (
            <p className="notice">{t(party.state === 'cancelled' ? 'party.calledOff' : 'party.over')}</p>
          )}
          <Come frame={frame} party={party} link={link} />
          <How frame={frame} party={party} link={link} />
        </div>
        {party.state === 'cancelled' ? null : <Reached party={party} />}
      </div>
      {isBuyable ? (
        <>
          <div className="shop-title">
            <h2>{t('home.picks')}</h2>
            <a className="text-link" href={`${frame.root}/products`}>
              {t('party.goods')} ›
            </a>
          </div>
          <ProductGrid products={goods} root={frame.root} back={path} soldOut={soldOut} />
        </>
      ) : null}
    </ShopPage>
  )
}

function When({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <p className="party__when">
      {t(`party.kinds.${party.kind}`)}
      {party.place === null ? null : `, ${party.place}`}, {t('party.held')}{' '}
      <DateText at={party.heldAt} look="dateTime" />
      {party.isOpen ? (
        <>
          {'. '}
          {t('party.orderUntil')}{' '}
          <strong>
            <DateText at={Date.parse(party.endsOn)} timeZone="UTC" />
          </strong>
          .
        </>
      ) : (
        '.'
      )}
    </p>
  )
}

/** The one thing to do: come in, or go on to the goods. */
function Come({ frame, party, link }: { frame: Frame; party: Party; link: string }) {
  const { t } = useTranslation()
  const isHere = frame.basket?.party?.link === link
  if (!party.isOpen || isHere)
    return (
      <div className="party__acts">
        {isHere && party.isOpen ? <p className="strong">{t('party.here')}</p> : null}
        <a className="button" href={`${frame.root}/products`}>
          {t(party.isOpen ? 'party.goods' : 'party.toShop')}
        </a>
        {isHere ? (
          <form method="post">
            <input type="hidden" name="leave" value="1" />
            <input type="hidden" name="back" value={`/party/${link}`} />
            <button type="submit" className="button button--plain">
              {t('party.leave')}
            </button>
          </form>
        ) : null}
      </div>
    )
  return (
    <form className="party__acts" method="post">
      <button type="submit" className="button">
        {t('party.come')}
      </button>
    </form>
  )
}

function How({ frame, party, link }: { frame: Frame; party: Party; link: string }) {
  const { t } = useTranslation()
  return (
    <section className="party__how">
      <h2>{t('party.yours')}</h2>
      <ul>
        <li>{t('party.own')}</li>
        <li>{t(party.shipsTo === 'host' ? 'party.toHost' : 'party.toGuests', { host: party.host })}</li>
        {frame.seller ? <li>{t('party.sells', { name: frame.seller.displayName })}</li> : null}
        {party.isOpen ? (
          <li>
            {t('party.office')}{' '}
            <a className="text-link" href={`/office/sell/report?for=self&at=${link}`}>
              {t('party.inOffice')}
            </a>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

/** What was bought so far, and how far the next step of the host is. */
function Reached({ party }: { party: Party }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { sales, guests, next, tiers, host } = party
  const goal = next ? sales.minor + next.missing.minor : sales.minor
  return (
    <section className="shop-card party__reached">
      <h2>{t('party.reached')}</h2>
      <p className="party__sum">
        <Money value={sales} /> <span className="small quiet">{t('party.guests', { count: guests })}</span>
      </p>
      {tiers.length === 0 ? null : (
        <>
          <span className="shop-hint__track" aria-hidden="true">
            <span style={{ width: `${goal === 0n ? 0 : fillPercent(sales.minor, goal)}%` }} />
          </span>
          <p className="strong">
            {next
              ? t('party.missing', {
                  amount: formatMoney(next.missing, locale),
                  host,
                  gives: next.gives.map(({ title }) => title).join(' · '),
                })
              : t('party.all', { host })}
          </p>
          <h3>{t('party.steps', { host })}</h3>
          <ol className="party__steps">
            {tiers.map(({ from, isReached, gives }) => (
              <li key={from.minor.toString()} className={isReached ? 'party__step--reached' : undefined}>
                <span className="small quiet">
                  {t('party.step', { amount: formatMoney(from, locale) })}
                  {isReached ? `, ${t('party.isReached')}` : ''}
                </span>
                <span>{gives.map(({ title }) => title).join(' · ')}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
