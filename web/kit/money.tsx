import type { Money as MoneyValue } from '#shared/money.ts'
import { formatAmount, formatMoney, splitMoney } from './format.ts'
import { useLocale } from './locale.ts'

/** An amount with its currency, in tabular figures. `signed` shows a gain or loss by sign and colour. */
export function Money({
  value,
  signed = false,
  bare = false,
}: {
  value: MoneyValue
  signed?: boolean
  bare?: boolean
}) {
  const locale = useLocale()
  const tone =
    signed && value.minor !== 0n ? (value.minor > 0n ? ' money--signed-plus' : ' money--signed-minus') : ''
  const text = bare ? formatAmount(value, locale, { signed }) : formatMoney(value, locale, { signed })
  return <span className={`money${tone}`}>{text}</span>
}

/** A large single amount in the display face, its fraction smaller. */
export function BigMoney({ value, huge = false }: { value: MoneyValue; huge?: boolean }) {
  const { whole, fraction } = splitMoney(value, useLocale())
  return (
    <span className={`big-number${huge ? ' big-number--huge' : ''}`}>
      {whole}
      {fraction === '' ? null : <span className="big-number__fraction">{fraction}</span>}
    </span>
  )
}
