import { useTranslation } from 'react-i18next'
import { redirect, useLoaderData } from 'react-router'
import { changeBasket, createBasket, QUANTITY_MAX, setBasketLine } from '#modules/orders/contract.ts'
import type { Api } from '#kit/api.ts'
import { ApiRefusal } from '#kit/api.ts'
import { ProductArt } from '#kit/art/product-art.tsx'
import { localPath } from '#kit/local-path.ts'
import { Money } from '#kit/money.tsx'
import { basketCookie } from '../cookies.ts'
import { formTexts } from '../form-data.ts'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { Sums } from '../parts/sums.tsx'
import { loadFrame, type Basket, type Frame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

export async function loader({ request, context }: PageArgs) {
  const url = new URL(request.url)
  return {
    frame: await loadFrame(context.get(apiContext), request, undefined),
    problem: url.searchParams.get('problem'),
  }
}

/** Puts pieces in (`add`), sets a number of them (`quantity`), then goes back to where the shopper was. */
export async function action({ request, context }: PageArgs) {
  const api = context.get(apiContext)
  const texts = await formTexts(request)
  const frame = await loadFrame(api, request, undefined)
  const product = texts['product'] ?? ''
  const add = Math.trunc(Number(texts['add'] ?? '0')) || 0
  const back = localPath(texts['back'] ?? '/basket')
  if (!/^\d{2,12}$/.test(product)) return redirect(back)
  const basket = await basketFor(api, frame)
  const before = basket.lines.find((line) => line.product.code === product)?.quantity ?? 0
  const asked = texts['quantity'] === undefined ? before + add : Math.trunc(Number(texts['quantity'])) || 0
  const quantity = Math.min(Math.max(asked, 0), QUANTITY_MAX)
  const headers = { 'set-cookie': await basketCookie.serialize(basket.token) }
  try {
    await api(setBasketLine, { params: { basket: basket.token, product }, body: { quantity } })
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    return redirect(`/basket?problem=${encodeURIComponent(error.message)}`, { headers })
  }
  return redirect(back, { headers })
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
  if (seller === undefined || basket.seller === seller) return basket
  return api(changeBasket, { params: { basket: basket.token }, body: { seller } })
}

export default function BasketPage() {
  const { frame, problem } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { basket } = frame
  return (
    <ShopPage frame={frame} title={t('basket.title')}>
      <div className="shop-title shop-title--page">
        <h1>{t('basket.title')}</h1>
      </div>
      {problem === null ? null : (
        <p className="notice notice--harm" role="alert">
          {problem}
        </p>
      )}
      {!basket || basket.lines.length === 0 ? (
        <div className="shop-nothing">
          <p>{t('basket.empty')}</p>
          <a className="button" href={frame.root === '' ? '/' : frame.root}>
            {t('basket.goOn')}
          </a>
        </div>
      ) : (
        <div className="two-columns">
          <div>
            {basket.gone.length > 0 ? (
              <p className="notice">{t('basket.gone', { count: basket.gone.length })}</p>
            ) : null}
            <ul>
              {basket.lines.map((line) => (
                <BasketLine key={line.product.code} line={line} root={frame.root} />
              ))}
            </ul>
          </div>
          <div className="shop-card">
            <Sums sums={basket} />
            <a className="button button--wide" href="/checkout">
              {t('basket.checkout')}
            </a>
            {frame.seller ? (
              <p className="small quiet">{t('basket.seller', { name: frame.seller.displayName })}</p>
            ) : null}
          </div>
        </div>
      )}
    </ShopPage>
  )
}

function BasketLine({ line, root }: { line: Basket['lines'][number]; root: string }) {
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
        <ProductArt name={product.name} category={product.category} art={product.art} />
      </a>
      <div className="basket-line__words">
        <a className="product-card__name" href={`${root}/product/${product.code}`}>
          {product.name}
        </a>
        <div className="small quiet">
          <Money value={line.unitPrice} />
        </div>
        <div className="basket-line__count">
          <Step
            product={product.code}
            quantity={quantity - 1}
            label={t('basket.less', { name: product.name })}
            sign="−"
          />
          <span className="number strong">{quantity}</span>
          <Step
            product={product.code}
            quantity={quantity + 1}
            label={t('basket.more', { name: product.name })}
            sign="+"
          />
        </div>
      </div>
      <strong>
        <Money value={line.total} />
      </strong>
    </li>
  )
}

function Step({
  product,
  quantity,
  label,
  sign,
}: {
  product: string
  quantity: number
  label: string
  sign: string
}) {
  return (
    <form method="post" action="/basket">
      <input type="hidden" name="product" value={product} />
      <input type="hidden" name="quantity" value={quantity} />
      <input type="hidden" name="back" value="/basket" />
      <button type="submit" className="step-button" aria-label={label}>
        {sign}
      </button>
    </form>
  )
}
