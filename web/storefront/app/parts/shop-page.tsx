import { IconBasket, IconMenu2, IconSearch, IconUser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Sprout } from '#kit/brand.tsx'
import { DateText } from '#kit/date-text.tsx'
import { fillPercent, formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { TimeZone } from '#kit/time-zone.ts'
import { outerCategories, type Basket, type Frame } from '../shop.ts'
import { SearchForm } from './search-form.tsx'

/** Head, content and foot of every page of the shop. The basket is always one tap away. */
export function ShopPage({
  frame,
  title,
  isPrivate = false,
  children,
}: {
  frame: Frame
  title?: string
  /** A page of one shopper, which no search engine shows. */
  isPrivate?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div className="shop">
      {isPrivate || frame.lost !== undefined ? <meta name="robots" content="noindex" /> : null}
      <title>{title === undefined ? frame.company.name : `${title}, ${frame.company.name}`}</title>
      <a className="skip-link" href="#content">
        {t('kit.shell.skip')}
      </a>
      <Head frame={frame} />
      {frame.basket?.party ? <AtParty party={frame.basket.party} /> : null}
      {frame.basket ? <Hint basket={frame.basket} /> : null}
      <main id="content" className="shop__main">
        {frame.lost === undefined ? null : <LostShop frame={frame} name={frame.lost} />}
        {frame.joined === undefined ? null : <Joined joined={frame.joined} />}
        <TimeZone value={frame.market.timeZone}>{children}</TimeZone>
      </main>
      <Foot frame={frame} />
    </div>
  )
}

function Head({ frame }: { frame: Frame }) {
  const { t } = useTranslation()
  const { basket, root } = frame
  const categories = outerCategories(frame.categories)
  return (
    <header className="shop-head">
      <div className="shop-head__inner">
        <details className="shop-menu">
          <summary aria-label={t('kit.shell.menu')}>
            <IconMenu2 size={22} stroke={1.7} aria-hidden />
          </summary>
          <nav className="shop-menu__list" aria-label={t('head.categories')}>
            {categories.map((category) => (
              <a key={category.code} href={`${root}/category/${category.code}`}>
                {category.name}
              </a>
            ))}
            <a href={`${root}/products`}>{t('head.all')}</a>
            <a href={accountHref(frame)}>{t(frame.customer ? 'account.title' : 'account.signIn')}</a>
          </nav>
        </details>
        <a className="shop-brand" href={root === '' ? '/' : root}>
          <Sprout size={24} />
          {frame.company.name}
        </a>
        <nav className="shop-head__nav" aria-label={t('head.categories')}>
          {categories.map((category) => (
            <a key={category.code} href={`${root}/category/${category.code}`}>
              {category.name}
            </a>
          ))}
        </nav>
        <details className="shop-find">
          <summary aria-label={t('head.search')}>
            <IconSearch size={22} stroke={1.7} aria-hidden />
          </summary>
          <div className="shop-find__panel">
            <SearchForm frame={frame} id="head-search" />
          </div>
        </details>
        <a
          className="shop-head__account"
          href={accountHref(frame)}
          aria-label={t(frame.customer ? 'account.title' : 'account.signIn')}
        >
          <IconUser size={22} stroke={1.7} aria-hidden />
        </a>
        <a className="shop-basket" href="/basket">
          <span className="only-spoken">{t('head.basket')}</span>
          <IconBasket size={20} stroke={1.7} aria-hidden />
          <span className="number">{basket?.pieces ?? 0}</span>
          {basket && basket.pieces > 0 ? (
            <span className="shop-basket__sum">
              <Money value={basket.subtotal} />
            </span>
          ) : null}
        </a>
      </div>
    </header>
  )
}

/** At whose party the basket stands, on every page, so that nobody orders there without knowing it. */
function AtParty({ party }: { party: NonNullable<Basket['party']> }) {
  const { t } = useTranslation()
  return (
    <aside className="shop-party">
      <div className="shop-party__inner">
        <span>
          {t(party.isOpen ? 'party.strip' : 'party.stripOver', { host: party.host })}{' '}
          {party.isOpen ? (
            <>
              {t('party.until')} <DateText at={Date.parse(party.endsOn)} timeZone="UTC" />
            </>
          ) : null}
        </span>
        <a className="text-link" href={`/party/${party.link}`}>
          {t('party.toParty')}
        </a>
        <form method="post" action={`/party/${party.link}`}>
          <input type="hidden" name="leave" value="1" />
          <button type="submit" className="text-button">
            {t('party.leave')}
          </button>
        </form>
      </div>
    </aside>
  )
}

/** The shop that somebody came for is not there: in whose name they are now, and how to find the right one. */
function LostShop({ frame, name }: { frame: Frame; name: string }) {
  const { t } = useTranslation()
  return (
    <p className="notice shop-lost">
      <span>
        {t('lost.title', { name })}.{' '}
        {t('lost.now', { name: frame.seller?.displayName ?? frame.company.name })}{' '}
        <a className="text-link" href="/find">
          {t('find.act')}
        </a>
      </span>
    </p>
  )
}

/** What became of what lay in the basket before the shopper signed in. */
function Joined({ joined }: { joined: number | string }) {
  const { t } = useTranslation()
  if (typeof joined === 'string')
    return (
      <p className="notice notice--harm" role="alert">
        {joined}
      </p>
    )
  return (
    <p className="notice">
      <output>{t('basket.joined', { count: joined })}</output>
    </p>
  )
}

function accountHref({ customer }: Frame): string {
  return customer ? '/account' : '/account/sign-in'
}

/** What is exactly missing until delivery costs less. */
function Hint({ basket }: { basket: Basket }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { shippingHint } = basket
  if (!shippingHint || basket.pieces === 0) return null
  const missing = formatMoney(shippingHint.missing, locale)
  const goal = basket.subtotal.minor + shippingHint.missing.minor
  return (
    <aside className="shop-hint">
      <div className="shop-hint__inner">
        <div className="shop-hint__words">
          <span>
            <strong>{t('hint.missing', { amount: missing })}</strong>{' '}
            {shippingHint.shipping.minor === 0n
              ? t('hint.free')
              : t('hint.cheaper', { amount: formatMoney(shippingHint.shipping, locale) })}
          </span>
          <span className="shop-hint__track" aria-hidden="true">
            <span style={{ width: `${fillPercent(basket.subtotal.minor, goal)}%` }} />
          </span>
        </div>
      </div>
    </aside>
  )
}

/** In which country the shop stands, and the ways to the others. */
function Markets({ frame }: { frame: Frame }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  return (
    <nav className="shop-foot__markets" aria-label={t('foot.markets')}>
      {frame.markets.map(({ code, country }) => (
        <a
          key={code}
          href={`/?market=${code}`}
          {...(code === frame.market.code ? { 'aria-current': 'true' as const } : {})}
        >
          {names.of(country) ?? country}
        </a>
      ))}
    </nav>
  )
}

function Foot({ frame }: { frame: Frame }) {
  const { t } = useTranslation()
  return (
    <footer className="shop-foot">
      <div className="shop-foot__inner">
        <span>
          {frame.company.name}
          {frame.company.demonstration ? `, ${t('foot.demonstration')}` : ''}
        </span>
        <a href={accountHref(frame)}>{t(frame.customer ? 'account.title' : 'account.signIn')}</a>
        {frame.seller ? (
          <a href={`/join/${frame.seller.invite}`}>{t('foot.join')}</a>
        ) : (
          <a href="/find">{t('find.act')}</a>
        )}
        <a href="/office/">{t('foot.office')}</a>
        {frame.markets.length === 0 ? null : <Markets frame={frame} />}
      </div>
    </footer>
  )
}
