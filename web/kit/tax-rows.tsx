import { useTranslation } from 'react-i18next'
import type { Money as MoneyValue } from '#shared/money.ts'
import { formatRate } from './format.ts'
import { useLocale } from './locale.ts'
import { Money } from './money.tsx'

type Taxed = Readonly<{
  tax: MoneyValue
  taxAdded: boolean
  taxes?: readonly Readonly<{ name: string; ratePpm: bigint; tax: MoneyValue }>[] | undefined
}>

/** The tax that comes on top of goods and delivery: each rate, where they are known; nothing where prices contain it. */
export function useAddedTax({
  tax,
  taxAdded,
  taxes = [],
}: Taxed): readonly Readonly<{ key: string; label: string; tax: MoneyValue }>[] {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!taxAdded) return []
  if (taxes.length === 0) return [{ key: 'tax', label: t('kit.plusTax'), tax }]
  return taxes.map(({ name, ratePpm, tax: part }) => {
    const rate = formatRate(ratePpm, locale)
    const label = name === '' ? t('kit.plusTaxAt', { rate }) : t('kit.namedTaxAt', { name, rate })
    return { key: `${name} ${ratePpm}`, label, tax: part }
  })
}

/** The same as rows of a list of sums. */
export function AddedTaxRows({ of }: { of: Taxed }) {
  return useAddedTax(of).map(({ key, label, tax }) => (
    <div key={key} style={{ display: 'contents' }}>
      <dt>{label}</dt>
      <dd>
        <Money value={tax} />
      </dd>
    </div>
  ))
}
