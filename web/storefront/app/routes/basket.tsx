import { useTranslation } from 'react-i18next'
import { redirect, useLoaderData } from 'react-router'
import {
  addBasketCoupon,
  changeBasket,
  chooseBasketGift,
  createBasket,
  QUANTITY_MAX,
  removeBasketCoupon,
  setBasketLine,
  showBasket,
} from '#modules/orders/contract.ts'
import { listPrepared, removePrepared, takePrepared } from '#modules/orders/contract/drafts.ts'
import { shopTaxes } from '#modules/tax/contract.ts'
import type { Api } from '#kit/api.ts'
import { ApiRefusal } from '#kit/api.ts'
import { GoodsPicture } from '#kit/goods-picture.tsx'
import { localPath } from '#kit/local-path.ts'
import { Money } from '#kit/money.tsx'
import { PromotionHints } from '#kit/promotion-hint.tsx'
import { keptBasket } from '../cookies.ts'
import { formTexts } from '../form-data.ts'
import { ByCode } from '../parts/basket-by-code.tsx'
import { DeliverTo } from '../parts/deliver-to.tsx'
import { Coupons, GiftChoices } from '../parts/basket-promotions.tsx'
import { PreparedBasket } from '../parts/prepared-basket.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { Sums } from '../parts/sums.tsx'
import { placeStep } from '../place-step.ts'
import { loadFrame, type Basket, type Frame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

export async function loader({ request, context }: PageArgs) {
  const url = new URL(request.url)
  const api = context.get(apiContext)
  const frame = await loadFrame(api, request, undefined)
  const { prepared } = frame.customer ? await api(listPrepared, {}) : { prepared: [] }
  const { regions } = await api(shopTaxes, { query: { market: frame.basket?.market ?? frame.market.code } })
  return { frame, prepared, regions, problem: url.searchParams.get('problem') }
}

/**
 * Puts pieces in (`add`), sets a number of them (`quantity`), takes a coupon in or out, or chooses a gift; then goes back to
 * where the shopper was.
 */
export async function action({ request, context }: PageArgs) {
  const api = context.get(apiContext)
  const texts = await formTexts(request)
  const frame = await loadFrame(api, request, undefined)
  // A code as it stands in a catalogue on paper may have spaces or hyphens in it.
  const product = (texts['product'] ?? '').replaceAll(/[\s.-]/g, '')
  const add = Math.trunc(Number(texts['add'] ?? '0')) || 0
  const back = localPath(texts['back'] ?? '/basket')
  const prepared = preparedStep(api, texts)
  if (prepared) return withProblem(back, prepared)
  const beside =
    frame.basket && (placeStep(api, frame.basket, texts) ?? promotionStep(api, frame.basket, texts))
  if (beside) return withProblem(back, beside)
  if (!/^\d{2,12}$/.test(product)) return redirect(back)
  const basket = await basketFor(api, frame)
  const headers = await keptBasket(basket.token)
  const typed = texts['quantity']
  const step =
    typed === undefined
      ? () => addPieces(api, basket, { product, add })
      : () =>
          setLine(api, basket.token, {
            product,
            quantity: Math.trunc(Number(typed)) || 0,
            seen: Math.trunc(Number(texts['seen'])) || basket.version,
          })
  return withProblem(back, step, { headers, problemAt: '/basket' })
}

/** Puts so many more pieces in; what another device changed meanwhile is looked at once more, so that nothing of it is lost. */
async function addPieces(
  api: Api,
  basket: Basket,
  { product, add }: Readonly<{ product: string; add: number }>,
): Promise<unknown> {
  const inBasket = (now: Basket) => {
    const before = now.lines.find((line) => !line.gift && codeOf(line) === product)?.quantity ?? 0
    return setLine(api, now.token, { product, quantity: before + add, seen: now.version })
  }
  try {
    return await inBasket(basket)
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.code !== 'orders.basket.conflict') throw error
    return inBasket(await api(showBasket, { params: { basket: basket.token }, query: {} }))
  }
}

function setLine(
  api: Api,
  basket: string,
  { product, quantity, seen }: Readonly<{ product: string; quantity: number; seen: number }>,
): Promise<unknown> {
  const body = { quantity: Math.min(Math.max(quantity, 0), QUANTITY_MAX), seen }
  return api(setBasketLine, { params: { basket, product }, body })
}

/** What a form asks of something that was prepared for the shopper: to take it, or to say no. */
function preparedStep(
  api: Api,
  { prepared, no }: Readonly<Record<string, string>>,
): (() => Promise<unknown>) | undefined {
  if (prepared === undefined) return undefined
  const params = takePrepared.params.safeParse({ draft: prepared })
  if (!params.success) return undefined
  return () => api(no === undefined ? takePrepared : removePrepared, { params: params.data })
}

/** What a form asks of coupons and gifts; undefined when it asks for goods. */
function promotionStep(
  api: Api,
  { token }: Basket,
  texts: Readonly<Record<string, string>>,
): (() => Promise<unknown>) | undefined {
  const { coupon, noCoupon, gift, promotion } = texts
  const basket = { basket: token }
  if (coupon !== undefined) {
    const code = coupon.trim()
    // What is no code at all is told like one that nobody knows.
    const sent = /^[A-Za-z0-9-]{3,40}$/.test(code) ? code : 'NO-SUCH-CODE'
    return () => api(addBasketCoupon, { params: basket, body: { code: sent } })
  }
  if (noCoupon !== undefined && /^[A-Za-z0-9-]{3,40}$/.test(noCoupon))
    return () => api(removeBasketCoupon, { params: { ...basket, code: noCoupon } })
  if (gift === undefined || promotion === undefined || !/^\d{2,12}$/.test(gift)) return undefined
  const quantity = Math.min(Math.max(Math.trunc(Number(texts['quantity'])) || 0, 0), GIFTS_MAX)
  return () => api(chooseBasketGift, { params: { ...basket, promotion, product: gift }, body: { quantity } })
}

const GIFTS_MAX = 999

/** Does a step and goes back; what the server refused is told on the page. */
async function withProblem(
  back: string,
  step: () => Promise<unknown>,
  of: Readonly<{ headers?: Readonly<Record<string, string>>; problemAt?: string }> = {},
): Promise<Response> {
  const init = of.headers ? { headers: of.headers } : undefined
  try {
    await step()
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    return redirect(`${of.problemAt ?? back}?problem=${encodeURIComponent(error.message)}`, init)
  }
  return redirect(back, init)
}

/** The shopper's basket, standing in the shop that they came through last; a new one when there is none. */
async function basketFor(api: Api, frame: Frame): Promise<Basket> {
  const seller = frame.seller?.code
  const { basket } = frame
  if (!basket || basket.market !== frame.market.code) {
    return api(createBasket, {
      body: { market: frame.market.code, ...(seller === undefined ? {} : { seller }) },
    })
  }
  // A basket that stands in a party belongs to whoever sells there.
  if (seller === undefined || basket.seller === seller || basket.party) return basket
  return api(changeBasket, { params: { basket: basket.token }, body: { seller } })
}

/** What a line was put in by: the printed code of a catalogue, or its product's own. */
function codeOf({ campaign, product }: Basket['lines'][number]): string {
  return campaign?.printed ?? product.code
}

export default function BasketPage() {
  const { frame, prepared, regions, problem } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { basket } = frame
  return (
    <ShopPage frame={frame} title={t('basket.title')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('basket.title')}</h1>
      </div>
      {problem === null ? null : (
        <p className="notice notice--harm" role="alert">
          {problem}
        </p>
      )}
      {prepared.map((one) => (
        <PreparedBasket key={one.draft} prepared={one} />
      ))}
      {!basket || basket.lines.length === 0 ? (
        <div className="shop-nothing">
          <p>{t('basket.empty')}</p>
          <a className="button" href={frame.root === '' ? '/' : frame.root}>
            {t('basket.goOn')}
          </a>
          <ByCode />
        </div>
      ) : (
        <div className="two-columns">
          <div>
            {basket.gone.length > 0 ? (
              <p className="notice">{t('basket.gone', { count: basket.gone.length })}</p>
            ) : null}
            <ul>
              {basket.lines.map((line) => (
                <BasketLine
                  key={`${codeOf(line)} ${line.gift ? line.promotions[0]?.code : ''}`}
                  line={line}
                  seen={basket.version}
                  root={frame.root}
                />
              ))}
            </ul>
            <GiftChoices basket={basket} back="/basket" />
            <ByCode />
          </div>
          <div className="shop-card">
            <PromotionHints hints={basket.promotions.hints} />
            <Sums sums={basket} />
            <DeliverTo
              basket={basket}
              countries={frame.countries}
              home={frame.market.country}
              regions={regions}
            />
            <Coupons basket={basket} back="/basket" />
            <a className="button button--wide" href="/checkout">
              {t('basket.checkout')}
            </a>
            {frame.customer ? (
              <p className="small quiet">{t('basket.looksAfter')}</p>
            ) : frame.seller ? (
              <p className="small quiet">{t('basket.seller', { name: frame.seller.displayName })}</p>
            ) : null}
          </div>
        </div>
      )}
    </ShopPage>
  )
}

function BasketLine({ line, seen, root }: { line: Basket['lines'][number]; seen: number; root: string }) {
  const { t } = useTranslation()
  const { product, quantity } = line
  return (
    <li className="basket-line">
      <a
        className="basket-line__picture"
        href={`${root}/product/${product.code}`}
        tabIndex={-1}
        aria-hidden="true"
      >
        <GoodsPicture product={product} sizes="96px" />
      </a>
      <div className="basket-line__words">
        <a className="product-card__name" href={`${root}/product/${product.code}`}>
          {product.name}
        </a>
        {line.gift ? (
          <div className="small off">{t('basket.gift', { title: line.promotions[0]?.title ?? '' })}</div>
        ) : (
          <>
            <div className="small quiet">
              <Money value={line.unitPrice} />
            </div>
            {line.campaign ? (
              <div className="small quiet">
                {t('basket.printed', { code: line.campaign.printed, catalogue: line.campaign.name })}
              </div>
            ) : null}
            {line.promotions.map(({ code, title }) => (
              <div key={code} className="small off">
                {title}
              </div>
            ))}
            <div className="basket-line__count">
              <Step
                product={codeOf(line)}
                seen={seen}
                quantity={quantity - 1}
                label={t('basket.less', { name: product.name })}
                sign="−"
              />
              <span className="number strong">{quantity}</span>
              <Step
                product={codeOf(line)}
                seen={seen}
                quantity={quantity + 1}
                label={t('basket.more', { name: product.name })}
                sign="+"
              />
            </div>
          </>
        )}
      </div>
      <strong>
        <LineTotal line={line} />
      </strong>
    </li>
  )
}

/** What a line costs; struck through what it would cost without promotions. */
function LineTotal({ line }: { line: Basket['lines'][number] }) {
  const { t } = useTranslation()
  if (line.gift) return t('sums.free')
  if (line.discount.minor === 0n) return <Money value={line.total} />
  return (
    <span className="basket-line__sums">
      <s className="small quiet">
        <Money value={{ ...line.total, minor: line.total.minor + line.discount.minor }} />
      </s>
      <Money value={line.total} />
    </span>
  )
}

function Step({
  product,
  seen,
  quantity,
  label,
  sign,
}: {
  product: string
  /** The version of the basket that the page shows. */
  seen: number
  quantity: number
  label: string
  sign: string
}) {
  return (
    <form method="post" action="/basket">
      <input type="hidden" name="product" value={product} />
      <input type="hidden" name="quantity" value={quantity} />
      <input type="hidden" name="seen" value={seen} />
      <input type="hidden" name="back" value="/basket" />
      <button type="submit" className="step-button" aria-label={label}>
        {sign}
      </button>
    </form>
  )
}
