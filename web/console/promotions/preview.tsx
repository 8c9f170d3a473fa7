import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listProducts } from '#modules/catalog/contract.ts'
import { tryPromotions } from '#modules/orders/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Money } from '#kit/money.tsx'
import { OffRows, PromotionHints } from '#kit/promotion-hint.tsx'
import { AddedTaxRows } from '#kit/tax-rows.tsx'
import { Failed, Loading } from '#kit/states.tsx'
import { Reasons } from './reasons.tsx'

const KINDS = ['retail', 'preferred', 'distributor'] as const
type Line = Readonly<{ product: string; quantity: number }>

/** A basket put together here, and what promotions do to it; `text` stands in for the promotion as it is. */
export function Preview({ market, text }: { market: string; text: string | undefined }) {
  const { t } = useTranslation()
  const [lines, setLines] = useState<readonly Line[]>([])
  const [kind, setKind] = useState<(typeof KINDS)[number]>('retail')
  const [coupon, setCoupon] = useState('')
  const coupons = /^[A-Za-z0-9-]{3,40}$/.test(coupon.trim()) ? [coupon.trim()] : []
  const asked = useAnswer(
    tryPromotions,
    {
      body: {
        market,
        kind,
        channel: 'shop',
        lines: [...lines],
        coupons,
        ...(text === undefined ? {} : { text }),
      },
    },
    { enabled: lines.length > 0, keep: true },
  )
  return (
    <div className="stack">
      <div className="preview__asked">
        <Select
          label={t('promotions.kind')}
          data={KINDS.map((value) => ({ value, label: t(`promotions.kinds.${value}`) }))}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? 'retail')}
        />
        <TextInput
          label={t('promotions.coupon')}
          value={coupon}
          onChange={(event) => setCoupon(event.currentTarget.value)}
        />
      </div>
      <Goods lines={lines} onChange={setLines} />
      {lines.length === 0 ? <p className="small soft">{t('promotions.previewEmpty')}</p> : null}
      {lines.length > 0 && asked.isPending ? <Loading /> : null}
      {asked.error ? <Failed error={asked.error} onAgain={() => void asked.refetch()} /> : null}
      {lines.length > 0 && asked.data ? (
        <>
          <dl className="facts">
            <dt>{t('order.subtotal')}</dt>
            <dd>
              <Money
                value={{
                  ...asked.data.subtotal,
                  minor: asked.data.subtotal.minor + asked.data.discount.minor,
                }}
              />
            </dd>
            <OffRows lines={asked.data.lines} />
            <dt>{t('order.shipping')}</dt>
            <dd>
              <Money value={asked.data.shipping} />
            </dd>
            <AddedTaxRows of={asked.data} />
            <dt className="strong">{t('order.total')}</dt>
            <dd className="strong">
              <Money value={asked.data.total} />
            </dd>
          </dl>
          <PromotionHints hints={asked.data.promotions.hints} />
          <Reasons reasons={asked.data.reasons} market={market} />
        </>
      ) : null}
    </div>
  )
}

function Goods({ lines, onChange }: { lines: readonly Line[]; onChange: (lines: readonly Line[]) => void }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const asked = useAnswer(
    listProducts,
    { query: { rows: 20, state: 'active', ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  // A family is not ordered; its variants are.
  const products = (asked.data?.rows ?? []).filter(({ variants }) => variants === 0)
  return (
    <>
      <Select
        searchable
        label={t('promotions.addProduct')}
        placeholder={t('promotions.addProductHint')}
        nothingFoundMessage={t('promotions.noProduct')}
        data={products.map(({ code, name }) => ({ value: code, label: `${name}, ${code}` }))}
        filter={({ options }) => options}
        value={null}
        onSearchChange={setSearch}
        onChange={(product) => {
          if (product !== null && lines.every((line) => line.product !== product))
            onChange([...lines, { product, quantity: 1 }])
        }}
      />
      <ul>
        {lines.map(({ product, quantity }) => (
          <li key={product} className="preview__line">
            <span className="number">{product}</span>
            <NumberInput
              aria-label={t('promotions.piecesOf', { product })}
              min={1}
              max={9999}
              value={quantity}
              onChange={(value) =>
                onChange(
                  lines.map((line) =>
                    line.product === product
                      ? { product, quantity: Math.max(1, Math.trunc(Number(value)) || 1) }
                      : line,
                  ),
                )
              }
            />
            <Button
              variant="subtle"
              aria-label={t('promotions.outOf', { product })}
              onClick={() => onChange(lines.filter((line) => line.product !== product))}
            >
              {t('promotions.out')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
