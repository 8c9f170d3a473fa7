import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { showProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import {
  readAmount,
  type Choice,
  type Kind,
  type Option,
  type TypedVariant,
  type Variant,
} from './variants.ts'

type Product = Inside<typeof showProduct, 'response'>

/** One combination: whether it is made and sold, its weight and prices; what is empty is that of the family, shown pale. */
export function VariantRow({
  row,
  options,
  product,
  kinds,
  held,
  currency,
  onChange,
}: {
  row: Readonly<{ choice: Choice; variant: Variant | undefined; typed: TypedVariant }>
  options: readonly Option[]
  product: Product
  kinds: readonly Kind[]
  held: Product['prices']
  currency: string
  onChange: (row: TypedVariant) => void
}) {
  const { t } = useTranslation()
  const { choice, variant, typed } = row
  const name = nameOf(options, choice)
  const isNone = typed.state === 'none'
  const states = [
    ...(variant ? [] : (['none'] as const)),
    ...(variant && variant.state !== 'draft' ? [] : (['draft'] as const)),
    'active' as const,
    ...(variant ? (['withdrawn'] as const) : []),
  ]
  return (
    <tr className={isNone ? 'variant-table__none' : undefined}>
      <th scope="row">
        {variant ? (
          <Link className="table__row-link" to={`/catalogue/products/${variant.code}`}>
            {name}
          </Link>
        ) : (
          name
        )}
        <div className="tiny quiet number">
          {variant?.code}
          {variant && variant.own.length > 0
            ? ` ${t('variants.ownOf', { fields: variant.own.map((field) => t(`product.fields.${field}`)).join(', ') })}`
            : null}
        </div>
      </th>
      <td>
        <Select
          size="xs"
          w={118}
          aria-label={`${t('product.state')}, ${name}`}
          data={states.map((value) => ({
            value,
            label: value === 'none' ? t('variants.notMade') : t(`product.states.${value}`),
          }))}
          value={typed.state}
          allowDeselect={false}
          onChange={(value) => {
            const state = states.find((one) => one === value)
            if (state) onChange({ ...typed, state })
          }}
        />
      </td>
      <td>
        <TextInput
          size="xs"
          w={70}
          inputMode="numeric"
          aria-label={`${t('product.weightInGrams')}, ${name}`}
          value={typed.weight}
          disabled={isNone}
          placeholder={String(product.weightGrams)}
          error={/^\d*$/.test(typed.weight.trim()) ? undefined : true}
          onChange={(event) => onChange({ ...typed, weight: event.currentTarget.value })}
        />
      </td>
      {kinds.map((kind) => {
        const text = typed.prices[kind] ?? ''
        const family = held.find((price) => price.kind === kind)
        const shown = family ? formatDecimal(family.price.minor, currencyDigits(currency)) : ''
        return (
          <td key={kind}>
            <TextInput
              size="xs"
              w={80}
              inputMode="decimal"
              aria-label={`${t(`product.kinds.${kind}`)}, ${name}`}
              value={text}
              disabled={isNone}
              placeholder={shown}
              error={text.trim() !== '' && readAmount(text, currency) === undefined ? true : undefined}
              onChange={(event) =>
                onChange({ ...typed, prices: { ...typed.prices, [kind]: event.currentTarget.value } })
              }
            />
          </td>
        )
      })}
    </tr>
  )
}

function nameOf(options: readonly Option[], choice: Choice): string {
  return options
    .map(({ code, values }) => {
      const value = values.find((one) => one.code === choice[code])
      return (value?.texts['en'] ?? Object.values(value?.texts ?? {})[0])?.name ?? value?.code ?? ''
    })
    .join(', ')
}
