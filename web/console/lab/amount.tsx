import { formatDecimal } from '#shared/decimal.ts'
import { isCurrency } from '#shared/money.ts'
import { formatNumber } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'

export type Unit = Readonly<{ currency: string; digits: number }>

/** An amount of a currency, or of a unit that a plan declares. */
export function Amount({ minor, of, signed = false }: { minor: bigint; of: Unit; signed?: boolean }) {
  const locale = useLocale()
  if (isCurrency(of.currency)) return <Money value={{ minor, currency: of.currency }} signed={signed} />
  return (
    <span className="money">
      {formatNumber(formatDecimal(minor, of.digits), locale)} {of.currency}
    </span>
  )
}
