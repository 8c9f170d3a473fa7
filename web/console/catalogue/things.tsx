import { useTranslation } from 'react-i18next'
import { showProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { Money } from '#kit/money.tsx'
import { writeLimits } from './written.ts'

type Thing = Inside<typeof showProduct, 'response'>['history'][number]['things'][number]

/** What changed: a field, or the price of a kind of buyer in a market. */
export function ThingName({ thing }: { thing: Thing }) {
  const { t } = useTranslation()
  if (thing.market === null || thing.kind === null) return t(`product.fields.${thing.field}`)
  return t(thing.field === 'volumes' ? 'product.volumesOf' : 'product.priceOf', {
    market: thing.market,
    kind: t(`product.kinds.${thing.kind}`),
  })
}

/** What it was, or became. */
export function ThingValue({ thing, value }: { thing: Thing; value: string | null }) {
  const { t } = useTranslation()
  if (value === null || value === '') return <span className="quiet">{t('product.nothing')}</span>
  if (thing.currency !== null) return <Money value={{ minor: BigInt(value), currency: thing.currency }} />
  if (thing.field === 'limits') return <LimitsText json={value} />
  if (thing.field === 'state') return t(`product.states.${value}`)
  if (thing.field === 'own')
    return value
      .split(', ')
      .map((field) => t(`product.fields.${field}`))
      .join(', ')
  if (thing.field === 'weightGrams') return t('product.grams', { count: Number(value) })
  return value
}

const limitsShape = showProduct.response.shape.limits

/** Limits in words, those that there are. */
function LimitsText({ json }: { json: string }) {
  const { t } = useTranslation()
  const limits = limitsShape.parse(JSON.parse(json))
  const { perOrder, buyerMost, buyerDays, minAge, countries } = writeLimits(limits)
  const words = [
    ...(perOrder === '' ? [] : [t('product.inOrder', { most: perOrder })]),
    ...(buyerMost === '' ? [] : [t('product.inDays', { most: buyerMost, days: buyerDays })]),
    ...(minAge === '' ? [] : [t('product.fromAge', { age: minAge })]),
    ...(countries === '' ? [] : [countries]),
  ]
  return words.length === 0 ? <span className="quiet">{t('product.nothing')}</span> : words.join('; ')
}
