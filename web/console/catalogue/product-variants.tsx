import { Button, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { saveProductVariants, type showProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import { scrollable } from '#kit/spoken.ts'
import { Failed } from '#kit/states.tsx'
import type { Choices } from './bulk-form.tsx'
import { OptionFields } from './option-fields.tsx'
import { SendButton } from './product-fields.tsx'
import {
  combinations,
  familyPrices,
  keyOf,
  KINDS,
  readVariant,
  typedOf,
  type Choice,
  type Kind,
  type Option,
  type TypedVariant,
} from './variants.ts'
import { VariantRow } from './variant-row.tsx'

type Product = Inside<typeof showProduct, 'response'>
type Rows = Readonly<Record<string, TypedVariant>>

/** What can be chosen of a product, and all combinations as one table that is written with one press. */
export function ProductVariants({
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
  const [options, setOptions] = useState<readonly Option[]>(product.options)
  const [language, setLanguage] = useState(
    Object.keys(product.texts).includes('en') ? 'en' : firstLanguage(product),
  )
  const [market, setMarket] = useState(choices.markets[0] ?? { code: '', currency: 'EUR' })
  const [typed, setTyped] = useState<Rows>({})
  const save = useAct(saveProductVariants, {
    onDone: ({ made, changed }) => {
      setTyped({})
      notifications.show({ message: t('variants.saved', { made, changed }) })
    },
  })
  const known = new Map(product.variants.map((variant) => [keyOf(options, variant.choice), variant]))
  const rows = combinations(options).map((choice) => {
    const key = keyOf(options, choice)
    const variant = known.get(key)
    return { key, choice, variant, typed: typed[key] ?? typedOf(variant, market) }
  })
  const changed = rows.filter(({ key }) => typed[key] !== undefined)
  const read = changed.map(({ choice, variant, typed: row }) =>
    readVariant(row, { choice, market, product, variant }),
  )
  const isChanged = changed.length > 0 || JSON.stringify(options) !== JSON.stringify(product.options)
  const isRight = read.every((row) => row !== undefined) && options.every(({ values }) => values.length > 0)
  const missing = rows.filter((row) => row.typed.state === 'none')
  const set = (key: string, row: TypedVariant): void => setTyped({ ...typed, [key]: row })
  return (
    <Panel title={t('variants.title')}>
      <LeaveGuard when={isChanged && !save.isSuccess} />
      <form
        className="stack stack--tight"
        onSubmit={(event) => {
          event.preventDefault()
          const variants = read.flatMap((row) => row ?? [])
          const body = { revision: product.revision, options: [...options], variants }
          save.mutate({ ask: { params: { code: product.code }, body } })
        }}
      >
        <p className="small soft">{t(options.length === 0 ? 'variants.none' : 'variants.lead')}</p>
        <fieldset className="plain-fields" disabled={!writes}>
          <OptionFields
            options={options}
            language={language}
            isUsed={(option, value) => isUsed(product, option, value)}
            onChange={setOptions}
          />
          {options.length === 0 ? null : (
            <div className="bulk-form">
              <LanguageChoice
                languages={[
                  ...new Set([...Object.keys(product.texts), ...choices.markets.map((one) => one.language)]),
                ]}
                language={language}
                onChange={setLanguage}
              />
              <Select
                label={t('variants.pricesIn')}
                data={choices.markets.map(({ code }) => code)}
                value={market.code}
                allowDeselect={false}
                disabled={changed.length > 0}
                onChange={(code) => setMarket(choices.markets.find((one) => one.code === code) ?? market)}
              />
            </div>
          )}
          {rows.length === 0 ? null : (
            <VariantTable
              rows={rows}
              product={product}
              market={market}
              nowMs={nowMs}
              options={options}
              onChange={set}
            />
          )}
          {writes ? (
            <div className="form__acts">
              {missing.length === 0 ? null : (
                <Button
                  variant="default"
                  onClick={() =>
                    setTyped({
                      ...typed,
                      ...Object.fromEntries(
                        missing.map((row) => [row.key, { ...row.typed, state: 'active' as const }]),
                      ),
                    })
                  }
                >
                  {t('variants.makeAll', { count: missing.length })}
                </Button>
              )}
              <SendButton
                label={t('variants.save')}
                loading={save.isPending}
                disabled={!isChanged || !isRight}
              />
            </div>
          ) : null}
        </fieldset>
        {save.error ? <Failed error={save.error} /> : null}
      </form>
    </Panel>
  )
}

function firstLanguage(product: Product): string {
  return Object.keys(product.texts)[0] ?? 'en'
}

function isUsed({ variants }: Product, option: string, value: string | undefined): boolean {
  return value === undefined ? variants.length > 0 : variants.some(({ choice }) => choice[option] === value)
}

function LanguageChoice({
  languages,
  language,
  onChange,
}: {
  languages: readonly string[]
  language: string
  onChange: (language: string) => void
}) {
  const { t, i18n } = useTranslation()
  const names = new Intl.DisplayNames([i18n.language === 'pseudo' ? 'en' : i18n.language], {
    type: 'language',
  })
  return (
    <Select
      label={t('variants.namesIn')}
      data={languages.map((value) => ({ value, label: names.of(value) ?? value }))}
      value={language}
      allowDeselect={false}
      onChange={(value) => onChange(value ?? language)}
    />
  )
}

type Row = Readonly<{
  key: string
  choice: Choice
  variant: Product['variants'][number] | undefined
  typed: TypedVariant
}>

function VariantTable(props: {
  rows: readonly Row[]
  product: Product
  market: Readonly<{ code: string; currency: string }>
  nowMs: number
  options: readonly Option[]
  onChange: (key: string, row: TypedVariant) => void
}) {
  const { t } = useTranslation()
  const { rows, product, market, nowMs, options, onChange } = props
  const held = familyPrices(product, market.code, nowMs)
  const kinds: readonly Kind[] = KINDS.filter((kind) => held.some((price) => price.kind === kind))
  return (
    <section className="table-scroll" aria-label={t('variants.title')} {...scrollable}>
      <table className="table variant-table">
        <thead>
          <tr>
            <th scope="col">{t('variants.combination')}</th>
            <th scope="col">{t('product.state')}</th>
            <th scope="col">{t('product.weightInGrams')}</th>
            {(kinds.length === 0 ? KINDS : kinds).map((kind) => (
              <th key={kind} scope="col">
                {t('variants.priceOf', { kind: t(`product.kinds.${kind}`), currency: market.currency })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <VariantRow
              key={row.key}
              row={row}
              options={options}
              product={product}
              kinds={kinds.length === 0 ? KINDS : kinds}
              held={held}
              currency={market.currency}
              onChange={(next) => onChange(row.key, next)}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Of a variant: its family, and what it has of its own. */
export function VariantOf({ product }: { product: Product }) {
  const { t } = useTranslation()
  if (!product.family) return null
  return (
    <Panel title={t('variants.of')}>
      <p className="small">
        <Link className="table__row-link" to={`/catalogue/products/${product.family.code}`}>
          {product.family.name}
        </Link>
        , {product.family.choice}
      </p>
      <p className="small soft">{t('variants.falls')}</p>
    </Panel>
  )
}
