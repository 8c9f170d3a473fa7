import { IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { GoodsPicture, type ShownImage } from '#kit/goods-picture.tsx'
import { Money } from '#kit/money.tsx'

export type Card = Readonly<{
  code: string
  name: string
  summary: string
  category: string
  art: string
  image: ShownImage | null
  price: Readonly<{ minor: bigint; currency: string }>
  /** Something has to be chosen first. */
  family: boolean
  /** Other variants cost more. */
  from: boolean
}>

/** One product in a grid: its picture leads to its page; the plus puts it into the basket, or an arrow leads to what can be chosen, or is sold out. */
export function ProductCard({
  product,
  root,
  back,
  isSoldOut,
}: {
  product: Card
  root: string
  back: string
  isSoldOut: boolean
}) {
  const { t } = useTranslation()
  return (
    <li className="product-card">
      <a
        className="product-card__picture"
        href={`${root}/product/${product.code}`}
        tabIndex={-1}
        aria-hidden="true"
      >
        <GoodsPicture product={product} sizes="(min-width: 900px) 280px, 45vw" />
      </a>
      <div className="product-card__line">
        <div>
          <a className="product-card__name" href={`${root}/product/${product.code}`}>
            {product.name}
          </a>
          <div className="product-card__price">
            {product.from ? <span className="quiet">{t('card.from')} </span> : null}
            <strong>
              <Money value={product.price} />
            </strong>
            {isSoldOut ? <span className="quiet"> {t('card.soldOut')}</span> : null}
          </div>
        </div>
        {product.family || isSoldOut ? (
          <a
            className="product-card__add"
            href={`${root}/product/${product.code}`}
            aria-label={t(isSoldOut ? 'card.look' : 'card.choose', { name: product.name })}
          >
            <IconChevronRight size={20} stroke={1.8} aria-hidden />
          </a>
        ) : (
          <form method="post" action="/basket">
            <input type="hidden" name="product" value={product.code} />
            <input type="hidden" name="add" value="1" />
            <input type="hidden" name="back" value={back} />
            <button
              type="submit"
              className="product-card__add"
              aria-label={t('card.add', { name: product.name })}
            >
              <IconPlus size={20} stroke={1.8} aria-hidden />
            </button>
          </form>
        )}
      </div>
    </li>
  )
}

export function ProductGrid({
  products,
  root,
  back,
  soldOut = [],
}: {
  products: readonly Card[]
  root: string
  back: string
  /** Codes of those of which nothing is left. */
  soldOut?: readonly string[]
}) {
  return (
    <ul className="product-grid">
      {products.map((product) => (
        <ProductCard
          key={product.code}
          product={product}
          root={root}
          back={back}
          isSoldOut={soldOut.includes(product.code)}
        />
      ))}
    </ul>
  )
}
