import { IconArrowBackUp, IconLeaf, IconTruck } from '@tabler/icons-react'
import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { data, useLoaderData } from 'react-router'
import { shopProduct } from '#modules/catalog/contract/shop.ts'
import { shopStock } from '#modules/inventory/contract.ts'
import { shopTaxes } from '#modules/tax/contract.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { imageAddress } from '#shared/image.ts'
import { currencyDigits } from '#shared/money.ts'
import { ProductArt } from '#kit/art/product-art.tsx'
import { Photo } from '#kit/goods-picture.tsx'
import { scrollable } from '#kit/spoken.ts'
import { formatCount } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { Crumbs } from '../parts/crumbs.tsx'
import { ProductOptions } from '../parts/product-options.tsx'
import { ProductGrid } from '../parts/product-card.tsx'
import { ShareTags } from '../parts/share-tags.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import { StructuredData } from '../parts/structured-data.tsx'
import { SiteOrigin } from '../page-context.ts'
import type { PageArgs } from '../route-args.ts'
import { keepingShop, loadFrame, orNotFound, type Frame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const CHOICES = [1, 2, 3, 4, 5, 6, 8, 10, 12] as const
/** From so many on the shop does not say how many are left: no more are told. */
const FEW = 10

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const frame = await loadFrame(api, request, params['shop'])
  const asked = shopProduct.params.safeParse({ code: params['code'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  const product = await orNotFound(
    api(shopProduct, { params: asked.data, query: { market: frame.market.code } }),
  )
  const { stocks } = await api(shopStock, {
    query: { market: frame.market.code, products: product.code },
  })
  const { prices } = await api(shopTaxes, { query: { market: frame.market.code } })
  const left = stocks[0]?.left ?? null
  const path = new URL(request.url).pathname
  return data({ frame, product, left, path, prices }, await keepingShop(frame, params['shop']))
}

export default function Product() {
  const { frame, product, left, path, prices } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <ShopPage frame={frame} title={product.fullName}>
      <ShareTags
        frame={frame}
        title={product.fullName}
        description={product.summary}
        path={path}
        canonical={`/product/${product.code}`}
        image={product.images[0] ?? null}
        type="product"
      />
      <ProductFacts frame={frame} product={product} isSoldOut={left === 0} />
      <Crumbs
        frame={frame}
        steps={[
          { name: product.categoryName, href: `${frame.root}/category/${product.category}` },
          { name: product.name, href: path },
        ]}
      />
      <article className="product">
        <Gallery product={product} />
        <div className="product__words">
          <h1>{product.name}</h1>
          <p className="product__summary">{product.summary}</p>
          <p className="product__price">
            <span className="big-number">
              <Money value={product.price} />
            </span>
            <span className="small quiet">{t(prices === 'exclusive' ? 'taxes.plusTax' : 'product.tax')}</span>
          </p>
          <ProductOptions options={product.options} root={frame.root} />
          {product.options.some(({ values }) => values.some(({ is }) => is === 'other')) ? (
            <p className="small quiet">{t('product.otherHint')}</p>
          ) : null}
          {left !== null && left < FEW ? (
            <p className="notice">
              {left === 0 ? t('product.soldOut') : t('product.fewLeft', { count: left })}
            </p>
          ) : null}
          <form className="product__buy" method="post" action="/basket" hidden={left === 0}>
            <input type="hidden" name="product" value={product.code} />
            <input type="hidden" name="back" value={path} />
            <label className="only-spoken" htmlFor="pieces">
              {t('product.pieces')}
            </label>
            <select id="pieces" name="add" defaultValue="1">
              {CHOICES.filter((count) => left === null || left >= FEW || count <= left).map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </select>
            <button type="submit" className="button">
              {t('product.add')} <Money value={product.price} />
            </button>
          </form>
          <ul className="promises">
            <li>
              <IconTruck size={20} stroke={1.6} aria-hidden /> {t('product.delivery')}
            </li>
            <li>
              <IconArrowBackUp size={20} stroke={1.6} aria-hidden /> {t('product.returns')}
            </li>
            <li>
              <IconLeaf size={20} stroke={1.6} aria-hidden />{' '}
              {t('product.weight', { weight: formatCount(product.weightGrams, locale) })}
            </li>
          </ul>
          {product.parts.length === 0 ? null : (
            <div className="product__story">
              <h2>{t('product.parts')}</h2>
              <ul>
                {product.parts.map(({ name, quantity }) => (
                  <li key={name} className="number">
                    {quantity} × {name}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <div className="product__story">
            {product.description.split(/\n{2,}/).map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </div>
          <p className="tiny quiet number">{t('product.code', { code: product.code })}</p>
        </div>
      </article>
      {product.related.length > 0 ? (
        <>
          <div className="shop-title">
            <h2>{t('product.related')}</h2>
          </div>
          <ProductGrid products={product.related} root={frame.root} back={path} />
        </>
      ) : null}
    </ShopPage>
  )
}

/** The product and its offer for search engines. */
function ProductFacts({ frame, product, isSoldOut }: { frame: Frame; product: Loaded; isSoldOut: boolean }) {
  const origin = useContext(SiteOrigin)
  const { code, fullName, description, summary, images, price, categoryName } = product
  const offer = {
    '@type': 'Offer',
    url: `${origin}/product/${code}`,
    price: formatDecimal(price.minor, currencyDigits(price.currency)),
    priceCurrency: price.currency,
    availability: `https://schema.org/${isSoldOut ? 'OutOfStock' : 'InStock'}`,
    seller: { '@type': 'Organization', name: frame.company.name },
  }
  return (
    <StructuredData
      facts={{
        '@type': 'Product',
        name: fullName,
        sku: code,
        description: description === '' ? summary : description,
        category: categoryName,
        image: images.map(({ hash, width }) => origin + imageAddress(hash, width, 'jpg')),
        offers: offer,
      }}
    />
  )
}

type Loaded = Awaited<ReturnType<typeof loader>>['data']['product']

const SIZES = '(min-width: 900px) 560px, 100vw'

/** Its photographs side by side, which scroll without script; or the drawing of its kind. */
function Gallery({ product }: { product: Loaded }) {
  const { t } = useTranslation()
  const { images, fullName } = product
  if (images.length === 0)
    return (
      <div className="product__picture">
        <ProductArt name={product.name} category={product.categoryName} art={product.art} alt={fullName} />
      </div>
    )
  const photos = images.map((image, place) => (
    <Photo
      key={image.hash}
      image={image}
      sizes={SIZES}
      alt={image.alt === '' ? fullName : image.alt}
      isFirst={place === 0}
    />
  ))
  if (images.length === 1) return <div className="product__picture">{photos}</div>
  return (
    <section
      className="product__picture product__pictures"
      aria-label={t('product.pictures')}
      {...scrollable}
    >
      {photos}
    </section>
  )
}
