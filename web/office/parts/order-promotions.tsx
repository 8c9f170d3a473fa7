import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PromotionHints } from '#kit/promotion-hint.tsx'
import type { Quote } from './own-delivery.tsx'

/** What goes along with the goods of an order: coupons that were typed, gifts that were chosen, and how they come. */
export type Beside = Readonly<{
  coupons: readonly string[]
  gifts: readonly Readonly<{ promotion: string; product: string; quantity: number }>[]
  /** The age that the buyer has confirmed. */
  ofAge?: number | undefined
  /** Codes of a way and of a showroom; the usual way where nothing was chosen. */
  way?: Readonly<{ way: string; place: string | null }> | undefined
}>

export const nothingBeside: Beside = { coupons: [], gifts: [] }

/** What lies in a draft beside its goods. */
export function besideOf(
  draft: Omit<Beside, 'way'> & Readonly<{ way: string | null; place: string | null }>,
): Beside {
  const { coupons, gifts, way, place } = draft
  return { coupons, gifts, way: way === null ? undefined : { way, place } }
}

/** The confirmed age as an order sends it. */
export function wireAge({ ofAge }: Beside) {
  return ofAge === undefined ? {} : { ofAge }
}

/** As the server takes it. */
export function wireBeside({ coupons, gifts, way }: Beside) {
  return {
    coupons: [...coupons],
    gifts: gifts.map((gift) => ({ ...gift })),
    ...(way ? { way: way.way, ...(way.place === null ? {} : { place: way.place }) } : {}),
  }
}

const isCode = (text: string): boolean => /^[A-Za-z0-9-]{3,40}$/.test(text)

/** Hints, gifts to choose, and coupons of an order that is being put together. */
export function OrderPromotions({
  quote,
  beside,
  onChange,
}: {
  quote: Quote
  beside: Beside
  onChange: (beside: Beside) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const { promotions } = quote
  const code = typed.trim().toUpperCase()
  const add = (): void => {
    if (!isCode(code)) return
    onChange({ ...beside, coupons: [...new Set([...beside.coupons, code])] })
    setTyped('')
  }
  return (
    <section className="section section--line">
      <div className="stack">
        <PromotionHints hints={promotions.hints} />
        {quote.minAge === null ? null : (
          <Checkbox
            size="md"
            label={t('report.ofAge', { age: quote.minAge })}
            checked={beside.ofAge === quote.minAge}
            onChange={(event) =>
              onChange({
                ...beside,
                ofAge: event.currentTarget.checked ? (quote.minAge ?? undefined) : undefined,
              })
            }
          />
        )}
        {promotions.choices.map((choice) => (
          <GiftChoice key={choice.code} choice={choice} beside={beside} onChange={onChange} />
        ))}
        {promotions.coupons.map((coupon) => (
          <div key={coupon.code} className="sum">
            <span>
              <strong className="number">{coupon.code}</strong>{' '}
              <span className="small soft">{t(`report.couponStates.${coupon.state}`)}</span>
            </span>
            <Button
              variant="subtle"
              aria-label={t('report.couponOut', { code: coupon.code })}
              onClick={() =>
                onChange({ ...beside, coupons: beside.coupons.filter((one) => one !== coupon.code) })
              }
            >
              {t('report.out')}
            </Button>
          </div>
        ))}
        <form
          className="coupon-row"
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <TextInput
            size="md"
            label={t('report.coupon')}
            value={typed}
            maxLength={40}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" size="md" variant="default" disabled={!isCode(code)}>
            {t('report.couponIn')}
          </Button>
        </form>
      </div>
    </section>
  )
}

function GiftChoice({
  choice,
  beside,
  onChange,
}: {
  choice: Quote['promotions']['choices'][number]
  beside: Beside
  onChange: (beside: Beside) => void
}) {
  const { t } = useTranslation()
  const { code: promotion, choose, chosen } = choice
  const set = (product: string, quantity: number): void => {
    const others = beside.gifts.filter((gift) => gift.promotion !== promotion || gift.product !== product)
    onChange({ ...beside, gifts: quantity === 0 ? others : [...others, { promotion, product, quantity }] })
  }
  return (
    <div>
      <strong>{choice.title}</strong>
      <p className="small soft">{t('report.choose', { count: choose, chosen })}</p>
      <ul>
        {choice.from.map(({ product, quantity }) => (
          <li key={product.code} className="sum">
            <span>{product.name}</span>
            {quantity > 0 ? (
              <Button
                variant="subtle"
                aria-label={t('report.giftBack', { name: product.name })}
                onClick={() => set(product.code, 0)}
              >
                {t('report.giftChosen', { count: quantity })}
              </Button>
            ) : (
              <Button
                variant="default"
                disabled={chosen >= choose}
                aria-label={t('report.giftTake', { name: product.name })}
                onClick={() => set(product.code, 1)}
              >
                {t('report.take')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
