import { Button, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setPrice, type showProduct } from '#modules/catalog/contract.ts'
import { endPrice } from '#modules/catalog/contract/prices.ts'
import type { Inside } from '#shared/contract.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { useAct } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { scrollable } from '#kit/spoken.ts'
import { Failed } from '#kit/states.tsx'
import { options } from '../words.ts'
import type { Choices } from './bulk-form.tsx'
import { HINT_BELOW, SendButton } from './product-fields.tsx'
import { readVolumes, writeVolumes } from './written.ts'

type Product = Inside<typeof showProduct, 'response'>
type Price = Product['prices'][number]

const KINDS = ['retail', 'preferred', 'distributor'] as const

/** Prices by market and kind of buyer over time, and a new one. */
export function ProductPrices({
  product,
  choices,
  nowMs,
  writes,
}: {
  product: Product
  choices: Choices
  nowMs: number
  writes: boolean
}) {
  const { t } = useTranslation()
  return (
    <Panel title={t('product.prices')}>
      <div className="stack">
        {product.prices.length === 0 ? (
          <p className="small soft">{t(product.family ? 'variants.noPrices' : 'product.noPrices')}</p>
        ) : (
          <section className="table-scroll" aria-label={t('product.prices')} {...scrollable}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('product.market')}</th>
                  <th scope="col">{t('product.kind')}</th>
                  <th scope="col" className="table__right">
                    {t('product.price')}
                  </th>
                  <th scope="col">{t('product.volumes')}</th>
                  <th scope="col">{t('product.from')}</th>
                  <th scope="col">{t('product.until')}</th>
                  <th scope="col">{t('product.state')}</th>
                  {writes ? <th scope="col">{t('product.endPrice')}</th> : null}
                </tr>
              </thead>
              <tbody>
                {product.prices.toSorted(latestFirst).map((price) => (
                  <PriceRow
                    key={`${price.market} ${price.kind} ${price.validFrom}`}
                    product={product}
                    price={price}
                    nowMs={nowMs}
                    writes={writes}
                  />
                ))}
              </tbody>
            </table>
          </section>
        )}
        {writes ? <SetPrice product={product} choices={choices} /> : null}
      </div>
    </Panel>
  )
}

function latestFirst(a: Price, b: Price): number {
  if (a.market !== b.market) return a.market < b.market ? -1 : 1
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.validFrom - a.validFrom
}

function PriceRow({
  product,
  price,
  nowMs,
  writes,
}: {
  product: Product
  price: Price
  nowMs: number
  writes: boolean
}) {
  const { t } = useTranslation()
  const end = useAct(endPrice, {
    onDone: () => notifications.show({ message: t('product.priceEnded') }),
  })
  const { validFrom, validUntil } = price
  const is = validFrom > nowMs ? 'planned' : validUntil === null || validUntil > nowMs ? 'holds' : 'past'
  return (
    <tr>
      <td>{price.market}</td>
      <td>{t(`product.kinds.${price.kind}`)}</td>
      <td className="table__right">
        <Money value={price.price} />
      </td>
      <td className="number">{writeVolumes(price.volumes)}</td>
      <td>
        <DateText at={validFrom} look="dateTime" />
      </td>
      <td>{validUntil === null ? '–' : <DateText at={validUntil} look="dateTime" />}</td>
      <td>
        <Badge tone={is === 'holds' ? 'good' : is === 'planned' ? 'warn' : 'plain'}>
          {t(`product.${is}`)}
        </Badge>
      </td>
      {writes ? (
        <td>
          {is === 'holds' && validUntil === null && (product.family || price.kind !== 'retail') ? (
            <>
              <Button
                size="compact-xs"
                variant="default"
                loading={end.isPending}
                onClick={() =>
                  end.mutate({
                    ask: { params: { code: product.code, market: price.market, kind: price.kind } },
                  })
                }
              >
                {t('product.endPrice')}
              </Button>
              {end.error ? <Failed error={end.error} /> : null}
            </>
          ) : null}
        </td>
      ) : null}
    </tr>
  )
}

function SetPrice({ product, choices }: { product: Product; choices: Choices }) {
  const { t } = useTranslation()
  const [market, setMarket] = useState(choices.markets[0]?.code ?? '')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('retail')
  const last = product.prices.filter((price) => price.market === market && price.kind === kind).at(-1)
  const [amount, setAmount] = useState('')
  const [volumes, setVolumes] = useState<string>()
  const [from, setFrom] = useState('')
  const act = useAct(setPrice, {
    onDone: () => {
      setAmount('')
      setVolumes(undefined)
      setFrom('')
    },
  })
  const currency = choices.markets.find(({ code }) => code === market)?.currency ?? 'EUR'
  const minor = parseDecimal(amount.trim().replace(',', '.'), currencyDigits(currency))
  const typedVolumes = volumes ?? writeVolumes(last?.volumes ?? product.prices[0]?.volumes ?? {})
  const named = readVolumes(typedVolumes)
  const isRight = typeof minor === 'bigint' && minor >= 0n && named !== undefined && market !== ''
  return (
    <form
      className="stack stack--tight"
      aria-label={t('product.setPrice')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isRight) return
        const body = {
          market,
          kind,
          minor,
          volumes: named,
          ...(from === '' ? {} : { validFrom: Date.parse(from) }),
        }
        act.mutate({ ask: { params: { code: product.code }, body } })
      }}
    >
      <h3>{t('product.setPrice')}</h3>
      <div className="bulk-form">
        <Select
          label={t('product.market')}
          data={choices.markets.map(({ code }) => code)}
          value={market}
          allowDeselect={false}
          onChange={(value) => setMarket(value ?? market)}
        />
        <Select
          label={t('product.kind')}
          data={options(t, 'product.kinds', KINDS)}
          value={kind}
          allowDeselect={false}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
        />
        <TextInput
          label={t('product.amount', { currency })}
          inputMode="decimal"
          value={amount}
          error={amount !== '' && typeof minor !== 'bigint' ? t('kit.form.format') : undefined}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <TextInput
          label={t('product.volumes')}
          description={t('product.volumesHint')}
          inputWrapperOrder={HINT_BELOW}
          value={typedVolumes}
          error={named ? undefined : t('kit.form.format')}
          onChange={(event) => setVolumes(event.currentTarget.value)}
        />
        <TextInput
          label={t('product.from')}
          description={t('product.fromHint')}
          inputWrapperOrder={HINT_BELOW}
          type="datetime-local"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
      </div>
      {act.error ? <Failed error={act.error} /> : null}
      <SendButton label={t('product.setPriceAct')} loading={act.isPending} disabled={!isRight} />
    </form>
  )
}
