import { Button, Modal, NumberInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { productChoices } from '#modules/catalog/contract.ts'
import {
  setPositions,
  takeOutPositions,
  type listPositions,
  type showCampaign,
} from '#modules/catalog/contract/campaigns.ts'
import type { Inside } from '#shared/contract.ts'
import { formatDecimal, parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { ProductChoice } from './product-choice.tsx'
import { readVolumes, writeVolumes } from './written.ts'

type Campaign = Inside<typeof showCampaign, 'response'>
type Row = Inside<typeof listPositions, 'response'>['rows'][number]
type Market = Inside<typeof productChoices, 'response'>['markets'][number]
type Price = Inside<typeof setPositions, 'body'>['positions'][number]['prices'][number]

const KINDS = ['retail', 'preferred', 'distributor'] as const

/** Prints a product, or says something else of what is printed. */
export function PositionDialog({
  campaign,
  row,
  onClose,
}: {
  campaign: Campaign
  row: Row | undefined
  onClose: () => void
}) {
  const { t } = useTranslation()
  const choices = useAnswer(productChoices, {})
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={row ? t('paper.editPosition', { printed: row.printed }) : t('paper.addPosition')}
    >
      <Answer asked={choices}>
        {({ markets }) => (
          <PositionForm
            campaign={campaign}
            row={row}
            markets={markets.filter(({ code }) => campaign.market === null || code === campaign.market)}
            onClose={onClose}
          />
        )}
      </Answer>
    </Modal>
  )
}

function PositionForm({
  campaign,
  row,
  markets,
  onClose,
}: {
  campaign: Campaign
  row: Row | undefined
  markets: readonly Market[]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [product, setProduct] = useState(row && { product: row.product, name: row.name })
  const [printed, setPrinted] = useState(row?.printed ?? '')
  const [page, setPage] = useState<number | ''>(row?.page ?? '')
  const [amounts, setAmounts] = useState(() => typedAmounts(row, markets))
  const [typed, setVolumes] = useState<string>()
  const volumes = typed ?? typedVolumes(row)
  const act = useAct(setPositions, {
    onDone: ({ printed: codes }) => {
      notifications.show({ message: t('paper.written', { printed: codes.join(', ') }) })
      onClose()
    },
  })
  const prices = readPrices(amounts, { typed, row }, markets)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!product || !prices) return
        const code = printed.replaceAll(/[\s.-]/g, '')
        const position = {
          product: product.product,
          page: page === '' ? null : page,
          prices,
          ...(code === '' ? {} : { printed: code }),
        }
        act.mutate({ ask: { params: { campaign: campaign.campaign }, body: { positions: [position] } } })
      }}
    >
      {product ? (
        <p>
          <span className="strong">{product.name}</span>{' '}
          <span className="tiny quiet number">{product.product}</span>
        </p>
      ) : null}
      <ProductChoice
        label={t(product ? 'paper.otherProduct' : 'paper.product')}
        without={product ? [product.product] : []}
        onChoose={setProduct}
      />
      <div className="bulk-form">
        <TextInput
          label={t('paper.printed')}
          description={t('paper.printedHint')}
          inputMode="numeric"
          maxLength={16}
          disabled={row !== undefined}
          value={printed}
          onChange={(event) => setPrinted(event.currentTarget.value)}
        />
        <NumberInput
          label={t('paper.page')}
          min={1}
          max={9999}
          allowDecimal={false}
          value={page}
          onChange={(value) => setPage(typeof value === 'number' ? value : '')}
        />
      </div>
      <p className="small soft">{t('paper.priceHint')}</p>
      {markets.map(({ code: market, currency }) => (
        <fieldset key={market} className="plain-fieldset">
          <legend className="small strong">{t('paper.pricesIn', { market, currency })}</legend>
          <div className="bulk-form">
            {KINDS.map((kind) => {
              const place = `${market} ${kind}`
              return (
                <TextInput
                  key={kind}
                  label={t(`product.kinds.${kind}`)}
                  inputMode="decimal"
                  value={amounts[place] ?? ''}
                  error={
                    readAmount(amounts[place] ?? '', currency) === undefined
                      ? t('kit.form.format')
                      : undefined
                  }
                  onChange={(event) => setAmounts({ ...amounts, [place]: event.currentTarget.value })}
                />
              )
            })}
          </div>
        </fieldset>
      ))}
      <TextInput
        label={t('product.volumes')}
        description={t('paper.volumesHint')}
        value={volumes}
        error={readVolumes(volumes) ? undefined : t('kit.form.format')}
        onChange={(event) => setVolumes(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={!product || !prices} loading={act.isPending}>
          {t('paper.write')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

type Amounts = Readonly<Record<string, string>>

function typedAmounts(row: Row | undefined, markets: readonly Market[]): Amounts {
  const known = new Set(markets.map(({ code }) => code))
  return Object.fromEntries(
    (row?.prices ?? []).flatMap(({ market, kind, price }) =>
      known.has(market)
        ? [[`${market} ${kind}`, formatDecimal(price.minor, currencyDigits(price.currency))] as const]
        : [],
    ),
  )
}

/** One field for the volumes of all prices: files tell them apart. */
function typedVolumes(row: Row | undefined): string {
  return writeVolumes(row?.prices.find(({ volumes }) => volumes !== null)?.volumes ?? {})
}

/** Null where nothing was typed; undefined where it cannot be read. */
function readAmount(typed: string, currency: string): bigint | null | undefined {
  if (typed.trim() === '') return null
  const minor = parseDecimal(typed.trim().replace(',', '.'), currencyDigits(currency))
  return typeof minor === 'bigint' && minor >= 0n ? minor : undefined
}

/** Volumes that nobody typed stay as each price has them. */
function readPrices(
  amounts: Amounts,
  { typed, row }: Readonly<{ typed: string | undefined; row: Row | undefined }>,
  markets: readonly Market[],
): Price[] | undefined {
  const named = typed === undefined ? {} : readVolumes(typed)
  if (!named) return undefined
  const all = Object.keys(named).length === 0 ? null : named
  const prices: Price[] = []
  for (const { code: market, currency } of markets)
    for (const kind of KINDS) {
      const minor = readAmount(amounts[`${market} ${kind}`] ?? '', currency)
      if (minor === undefined) return undefined
      const before = row?.prices.find((price) => price.market === market && price.kind === kind)
      const volumes = typed === undefined ? (before?.volumes ?? null) : all
      if (minor !== null) prices.push({ market, kind, minor, volumes })
    }
  return prices
}

/** What is done to the chosen ones: another page, or out. */
export function ChosenPositions({
  campaign,
  rows,
  printed,
  count,
  onNone,
}: {
  campaign: string
  rows: readonly Row[]
  printed: readonly string[]
  count: number
  onNone: () => void
}) {
  const { t } = useTranslation()
  const [page, setPage] = useState<number | ''>('')
  const out = useAct(takeOutPositions, {
    onDone: ({ changed }) => {
      notifications.show({ message: t('paper.takenOut', { count: changed }) })
      onNone()
    },
  })
  const move = useAct(setPositions, {
    onDone: ({ changed }) => {
      notifications.show({ message: t('paper.moved', { count: changed }) })
      onNone()
    },
  })
  const ofPage = rows.map((row) => ({
    printed: row.printed,
    product: row.product,
    page: page === '' ? null : page,
    prices: row.prices.map(({ market, kind, price, volumes }) => ({
      market,
      kind,
      minor: price.minor,
      volumes,
    })),
  }))
  // Those of other pages of the list are not at hand, and are left to files.
  const isAll = rows.length === count
  return (
    <section className="chosen-bar" aria-label={t('paper.chosen', { count })}>
      <output className="strong">{t('paper.chosen', { count })}</output>
      <span className="tiny quiet">{t('catalogue.keys')}</span>
      {out.error || move.error ? <Failed error={out.error ?? move.error} /> : null}
      {count > 0 ? (
        <span className="chosen-bar__end">
          <Button variant="default" size="xs" onClick={onNone}>
            {t('catalogue.none')}
          </Button>
          <NumberInput
            size="xs"
            w={96}
            aria-label={t('paper.toPage')}
            placeholder={t('paper.page')}
            min={1}
            max={9999}
            allowDecimal={false}
            value={page}
            onChange={(value) => setPage(typeof value === 'number' ? value : '')}
          />
          <Button
            variant="default"
            size="xs"
            disabled={page === '' || !isAll}
            loading={move.isPending}
            onClick={() => move.mutate({ ask: { params: { campaign }, body: { positions: ofPage } } })}
          >
            {t('paper.toPage')}
          </Button>
          <Button
            size="xs"
            loading={out.isPending}
            onClick={() => out.mutate({ ask: { params: { campaign }, body: { printed: [...printed] } } })}
          >
            {t('paper.takeOut')}
          </Button>
        </span>
      ) : null}
    </section>
  )
}
