import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { explainOrderPromotions } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer } from '#kit/states.tsx'

type Reason = Inside<typeof explainOrderPromotions, 'response'>['reasons'][number]

const TONES = {
  applied: 'good',
  missing: 'warn',
  other_better: 'plain',
  used_up: 'harm',
  nothing_to_reward: 'plain',
  no_goods: 'plain',
} as const

/** Each promotion with what it did, or why it did not. */
export function Reasons({ reasons, market }: { reasons: readonly Reason[]; market: string }) {
  const { t } = useTranslation()
  if (reasons.length === 0) return <p className="small soft">{t('promotions.noneActive')}</p>
  return (
    <ul className="reasons">
      {reasons.map(({ code, title, because, discount, missing }) => (
        <li key={code} className="reasons__row">
          <span>
            <Link className="strong" to={`/promotions/${market}/${code}`}>
              {title}
            </Link>
            <div className="small soft">
              {missing.length > 0 ? missing.join('; ') : t(`promotions.because.${because}`)}
            </div>
          </span>
          <span className="reasons__end">
            {because === 'applied' && discount.minor > 0n ? (
              <Money value={{ ...discount, minor: -discount.minor }} />
            ) : (
              <Badge tone={TONES[because]}>{t(`promotions.short.${because}`)}</Badge>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Why promotions apply to an order, or not. */
export function OrderReasons({ code, market }: { code: string; market: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(explainOrderPromotions, { params: { code } })
  return (
    <Panel title={t('promotions.why')}>
      <Answer asked={asked}>
        {(explained) => (
          <>
            <p className="small soft">{t('promotions.whyNow')}</p>
            <Reasons reasons={explained.reasons} market={market} />
          </>
        )}
      </Answer>
    </Panel>
  )
}
