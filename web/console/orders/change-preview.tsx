import { useTranslation } from 'react-i18next'
import { previewOrderChange } from '#modules/orders/contract/changes.ts'
import type { Inside } from '#shared/contract.ts'
import type { Ask } from '#kit/api.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Money } from '#kit/money.tsx'
import { AddedTaxRows } from '#kit/tax-rows.tsx'
import { Answer } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'

export type Wanted = Ask<typeof previewOrderChange>['body']
type Effect = Inside<typeof previewOrderChange, 'response'>

/** What a change would bring back, in numbers, before it is made. */
export function ChangePreview({ code, wanted }: { code: string; wanted: Wanted }) {
  const { t } = useTranslation()
  const asked = useAnswer(previewOrderChange, { params: { code }, body: wanted }, { keep: true })
  return (
    <Answer asked={asked}>
      {(effect) => (
        <div className="notice">
          <div style={{ flex: 1 }}>
            <p className="small strong">{t('order.change.effect')}</p>
            <dl className="facts">
              <dt>{t('order.subtotal')}</dt>
              <dd>
                <Money value={effect.goods} />
              </dd>
              {effect.shipping.minor === 0n ? null : (
                <>
                  <dt>{t('order.shipping')}</dt>
                  <dd>
                    <Money value={effect.shipping} />
                  </dd>
                </>
              )}
              <AddedTaxRows of={effect} />
              {effect.fee.minor === 0n ? null : (
                <>
                  <dt>{t('order.change.kept')}</dt>
                  <dd>
                    <Money value={{ ...effect.fee, minor: -effect.fee.minor }} />
                  </dd>
                </>
              )}
              <dt className="strong">{t('order.change.back')}</dt>
              <dd className="strong">
                <Money value={effect.back} />
              </dd>
              {effect.taxAdded ? null : (
                <>
                  <dt>{t('order.change.taxIn')}</dt>
                  <dd>
                    <Money value={effect.tax} />
                  </dd>
                </>
              )}
              {effect.refunded.minor === 0n ? null : (
                <>
                  <dt>{t('order.change.refunded')}</dt>
                  <dd>
                    <Money value={effect.refunded} />
                  </dd>
                </>
              )}
              {Object.entries(effect.volumes).map(([name, micro]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{t('order.volume', { name })}</dt>
                  <dd>
                    <Volume micro={-micro} unit={name} />
                  </dd>
                </div>
              ))}
            </dl>
            {effect.instead === null ? null : <InsteadSums effect={effect} instead={effect.instead} />}
            {effect.credits.map(({ name, amount }) => (
              <p key={name} className="small">
                {t('order.change.credit', { name })} <Money value={amount} />
              </p>
            ))}
            {effect.lost.map(({ name, uses }) => (
              <p key={name} className="small">
                {t('order.change.lost', { count: uses, name })}
              </p>
            ))}
            {effect.isLast ? <p className="small soft">{t('order.change.last')}</p> : null}
          </div>
        </div>
      )}
    </Answer>
  )
}

/** How the order for other goods and what comes back settle with each other. */
function InsteadSums({ effect, instead }: { effect: Effect; instead: Effect['refunded'] }) {
  const { t } = useTranslation()
  const { currency } = instead
  const { settled, refunded } = effect
  const sums = [
    ['insteadTotal', instead.minor],
    ['settled', settled.minor],
    ['toPay', instead.minor - settled.minor],
    ['goesOut', refunded.minor - settled.minor],
  ] as const
  return (
    <dl className="facts">
      {sums.map(([name, minor]) =>
        minor === 0n ? null : (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={name === 'toPay' || name === 'goesOut' ? 'strong' : ''}>
              {t(`order.change.${name}`)}
            </dt>
            <dd className={name === 'toPay' || name === 'goesOut' ? 'strong' : ''}>
              <Money value={{ minor, currency }} />
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}
