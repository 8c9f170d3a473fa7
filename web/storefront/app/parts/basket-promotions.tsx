import { useTranslation } from 'react-i18next'
import { GoodsPicture } from '#kit/goods-picture.tsx'
import type { Basket } from '../shop.ts'

/** Gifts that a promotion lets the shopper choose; each press is a form of its own, so that it works without script. */
export function GiftChoices({ basket, back }: { basket: Basket; back: string }) {
  const { t } = useTranslation()
  return basket.promotions.choices.map((choice) => (
    <section key={choice.code} className="gift-choice">
      <h2>{choice.title}</h2>
      <p className="small quiet">
        {t('basket.choose', { count: choice.choose, chosen: choice.chosen, all: choice.choose })}
      </p>
      <ul className="gift-choice__goods">
        {choice.from.map(({ product, quantity }) => {
          const isChosen = quantity > 0
          const isFull = choice.chosen >= choice.choose
          const next = isFull && isChosen ? 0 : quantity + 1
          return (
            <li key={product.code}>
              <span className="gift-choice__picture">
                <GoodsPicture product={product} sizes="120px" />
              </span>
              <span>{product.name}</span>
              <form method="post" action="/basket">
                <input type="hidden" name="gift" value={product.code} />
                <input type="hidden" name="promotion" value={choice.code} />
                <input type="hidden" name="quantity" value={next} />
                <input type="hidden" name="back" value={back} />
                <button
                  type="submit"
                  className="button button--plain"
                  disabled={isFull && !isChosen}
                  aria-label={t(next === 0 ? 'basket.giftBack' : 'basket.giftTake', { name: product.name })}
                >
                  {next === 0 ? t('basket.chosen', { count: quantity }) : t('basket.take')}
                </button>
              </form>
            </li>
          )
        })}
      </ul>
    </section>
  ))
}

/** Coupons in the basket, and a field for another one. */
export function Coupons({ basket, back }: { basket: Basket; back: string }) {
  const { t } = useTranslation()
  return (
    <div className="coupons">
      {basket.promotions.coupons.map(({ code, state }) => (
        <form key={code} method="post" action="/basket" className="coupons__row">
          <input type="hidden" name="noCoupon" value={code} />
          <input type="hidden" name="back" value={back} />
          <span>
            <strong className="number">{code}</strong>{' '}
            <span className="small quiet">{t(`basket.couponStates.${state}`)}</span>
          </span>
          <button type="submit" className="button button--plain" aria-label={t('basket.couponOut', { code })}>
            {t('basket.out')}
          </button>
        </form>
      ))}
      <form method="post" action="/basket" className="coupons__row">
        <input type="hidden" name="back" value={back} />
        <div className="field">
          <label htmlFor="coupon">{t('basket.coupon')}</label>
          <input
            id="coupon"
            name="coupon"
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={40}
            pattern="[A-Za-z0-9\-]{3,40}"
            required
          />
        </div>
        <button type="submit" className="button button--plain">
          {t('basket.couponIn')}
        </button>
      </form>
    </div>
  )
}
