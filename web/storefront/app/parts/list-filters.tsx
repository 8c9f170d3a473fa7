import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { shopProducts } from '#modules/catalog/contract/shop.ts'
import type { Inside } from '#shared/contract.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { isNarrowed, listAddress, SORTS, typedAmount, type ListQuery } from '../list-query.ts'

type Facets = Inside<typeof shopProducts, 'response'>['facets']

/** Order and filters of a list, as one form that works without script. */
export function ListFilters({
  path,
  query,
  facets,
  currency,
}: {
  path: string
  query: ListQuery
  facets: Facets
  currency: string
}) {
  const { t } = useTranslation()
  const sorts = SORTS.filter((sort) => sort !== 'best' || query.search !== '')
  return (
    <form className="list-form" method="get" action={path}>
      {query.search === '' ? null : <input type="hidden" name="search" value={query.search} />}
      <details className="filters">
        <summary>{t('filter.title')}</summary>
        <div className="filters__groups">
          {facets.options.map((option) => (
            <fieldset key={option.code} data-entered>
              <legend>{option.name}</legend>
              {option.values.map(({ code, name, products }) => (
                <label key={code} className="tick">
                  <input
                    type="checkbox"
                    name="option"
                    value={`${option.code}:${code}`}
                    defaultChecked={query.options.includes(`${option.code}:${code}`)}
                  />
                  <span>{name}</span>
                  <span className="quiet number">{products}</span>
                </label>
              ))}
            </fieldset>
          ))}
          {facets.prices ? (
            <fieldset>
              <legend>{t('filter.price', { currency })}</legend>
              <div className="filters__pair">
                <PriceField
                  name="least"
                  label={t('filter.least')}
                  value={query.least}
                  hint={facets.prices.least}
                />
                <PriceField
                  name="most"
                  label={t('filter.most')}
                  value={query.most}
                  hint={facets.prices.most}
                />
              </div>
            </fieldset>
          ) : null}
          <fieldset>
            <legend>{t('filter.stock')}</legend>
            <label className="tick">
              <input type="checkbox" name="available" value="only" defaultChecked={query.available} />
              <span>{t('filter.available')}</span>
            </label>
          </fieldset>
        </div>
      </details>
      <div className="list-form__order">
        <label className="only-spoken" htmlFor="sort-field">
          {t('list.sort')}
        </label>
        <select
          id="sort-field"
          name="sort"
          defaultValue={query.sort ?? (query.search === '' ? 'name' : 'best')}
        >
          {sorts.map((value) => (
            <option key={value} value={value}>
              {t(`list.sorts.${value.replace('-', 'down_')}`)}
            </option>
          ))}
        </select>
        <button type="submit" className="button button--plain">
          {t('list.find')}
        </button>
      </div>
    </form>
  )
}

function PriceField({
  name,
  label,
  value,
  hint,
}: {
  name: string
  label: string
  value: bigint | undefined
  hint: Readonly<{ minor: bigint; currency: string }>
}) {
  return (
    <div className="field">
      <label htmlFor={`price-${name}`}>{label}</label>
      <input
        id={`price-${name}`}
        name={name}
        inputMode="decimal"
        autoComplete="off"
        maxLength={15}
        placeholder={formatDecimal(hint.minor, currencyDigits(hint.currency))}
        defaultValue={value === undefined ? '' : typedAmount(value, hint.currency)}
      />
    </div>
  )
}

/** What narrows the list, each with a link that takes it out again. */
export function ChosenFilters({
  path,
  query,
  facets,
  currency,
}: {
  path: string
  query: ListQuery
  facets: Facets
  currency: string
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!isNarrowed(query)) return null
  const without = (change: Partial<ListQuery>): string => listAddress(path, query, { currency, change })
  const values = facets.options.flatMap((option) =>
    option.values.map(({ code, name }) => ({
      pair: `${option.code}:${code}`,
      name: `${option.name}: ${name}`,
    })),
  )
  const amount = (minor: bigint): string => formatMoney({ minor, currency }, locale)
  const chips = [
    ...query.options.map((pair) => ({
      name: values.find((value) => value.pair === pair)?.name ?? pair,
      href: without({ options: query.options.filter((one) => one !== pair) }),
    })),
    ...(query.least === undefined
      ? []
      : [{ name: t('filter.from', { amount: amount(query.least) }), href: without({ least: undefined }) }]),
    ...(query.most === undefined
      ? []
      : [{ name: t('filter.upTo', { amount: amount(query.most) }), href: without({ most: undefined }) }]),
    ...(query.available ? [{ name: t('filter.available'), href: without({ available: false }) }] : []),
  ]
  return (
    <ul className="chips" aria-label={t('filter.chosen')}>
      {chips.map(({ name, href }) => (
        <li key={name}>
          <a className="chip" href={href} aria-label={t('filter.out', { name })}>
            {name}
            <IconX size={16} stroke={1.8} aria-hidden />
          </a>
        </li>
      ))}
    </ul>
  )
}
