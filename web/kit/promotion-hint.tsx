import { useTranslation } from 'react-i18next'
import type { showBasket } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import type { Money as MoneyValue } from '#shared/money.ts'
import { formatCount, formatMoney, formatVolume } from './format.ts'
import { useLocale } from './locale.ts'
import { Money } from './money.tsx'

type Promotions = Inside<typeof showBasket, 'response'>['promotions']
type Hint = Promotions['hints'][number]
type PricedLines = Inside<typeof showBasket, 'response'>['lines']

/** What exactly is missing to reach a promotion: "€12.00 more in Beauty and you get: 25 % off textiles". */
export function PromotionHints({ hints }: { hints: readonly Hint[] }) {
  if (hints.length === 0) return null
  return (
    <ul className="promotion-hints">
      {hints.map((hint) => (
        <li key={hint.code} className="notice">
          <span>
            <Sentence hint={hint} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Sentence({ hint }: { hint: Hint }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { missing, goods, title } = hint
  if (missing === null) return t('kit.promotion.yours', { title })
  const amount =
    missing.by === 'amount'
      ? formatMoney(missing.money, locale)
      : missing.by === 'pieces'
        ? t('kit.promotion.pieces', { count: missing.pieces, formatted: formatCount(missing.pieces, locale) })
        : formatVolume(missing.micro, missing.volume, locale)
  if (goods === null) return t('kit.promotion.missing', { amount, title })
  const list = new Intl.ListFormat(locale, { type: 'disjunction' }).format(goods)
  return t('kit.promotion.missingOf', { amount, title, goods: list })
}

/** What promotions took off, one row for each, for the inside of a list of sums. */
export function OffRows({ lines }: { lines: PricedLines }) {
  return offOf(lines).map(({ code, title, off }) => (
    <div key={code} style={{ display: 'contents' }}>
      <dt className="off">{title}</dt>
      <dd className="off">
        <Money value={{ ...off, minor: -off.minor }} />
      </dd>
    </div>
  ))
}

/** By promotion, what it took off all lines. */
export function offOf(
  lines: PricedLines,
): readonly Readonly<{ code: string; title: string; off: MoneyValue }>[] {
  const found = new Map<string, { code: string; title: string; off: MoneyValue }>()
  for (const { code, title, discount } of lines.flatMap(({ promotions }) => promotions)) {
    const known = found.get(code)
    const minor = (known?.off.minor ?? 0n) + discount.minor
    found.set(code, { code, title, off: { ...discount, minor } })
  }
  return [...found.values()].filter(({ off }) => off.minor > 0n)
}
