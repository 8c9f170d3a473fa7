import { useTranslation } from 'react-i18next'
import type { expectedPay } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { ProgressLine } from '../figures.tsx'
import { formatCount, formatVolume } from '../format.ts'
import { useLocale } from '../locale.ts'

export type Need = Inside<typeof expectedPay, 'response'>['rank']['needs'][number]

/** What is needed, what is reached and what is missing: a bar and words for each condition. */
export function Needs({ needs }: { needs: readonly Need[] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const show = (need: Need, amount: bigint) =>
    need.kind === 'volume' ? formatVolume(amount, '', locale) : formatCount(amount, locale)
  return (
    <div className="needs">
      {needs.map((need) => (
        <ProgressLine
          key={`${need.kind}-${need.of}`}
          name={need.kind === 'volume' ? need.of : t('kit.need.legs', { of: need.of })}
          have={need.reached}
          need={need.needed}
          toGo={t('kit.toGo', {
            amount:
              need.kind === 'volume'
                ? show(need, need.missing)
                : t('kit.need.legsCount', { count: Number(need.missing) }),
          })}
          caption={t('kit.ofNeeded', { have: show(need, need.reached), need: show(need, need.needed) })}
        />
      ))}
    </div>
  )
}
