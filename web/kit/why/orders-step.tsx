import { useTranslation } from 'react-i18next'
import { DateText } from '../date-text.tsx'
import { atLeastPlaces, formatPeriod } from '../format.ts'
import { useLocale } from '../locale.ts'
import { StoryStep } from '../steps.tsx'
import { Rate, Volume } from '../volume.tsx'
import { shownName, type Explanation, type Group } from './told.ts'

/** The orders of one source, what they count, and what the rate makes of them. */
export function OrdersStep({ group, why }: { group: Group; why: Explanation }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <StoryStep
      title={t('kit.story.ordersOf', {
        name: shownName(group.source),
        period: formatPeriod(why.period, locale, 'month'),
      })}
    >
      <div className="why-lines">
        <div className="sum tiny quiet">
          <span>{t('kit.story.order')}</span>
          <span className="term">{why.baseVolume}</span>
        </div>
        {group.orders.map((order) => (
          <div key={order.code} className="sum">
            <span>
              <span className="good strong number">{order.code}</span>{' '}
              <span className="soft small">
                {order.type === 'return' ? t('kit.story.returned') : null} <DateText at={order.at} />
              </span>
            </span>
            <span className={order.base < 0n ? 'harm' : undefined}>
              <Volume micro={order.base} unit="" places={2} />
            </span>
          </div>
        ))}
        {group.moreOrders === null ? null : (
          <div className="sum soft">
            <span>{t('kit.story.moreOrders', { count: group.moreOrders.orders })}</span>
          </div>
        )}
        <div className="sum sum--total">
          <span>{t('kit.story.counts')}</span>
          <Volume micro={group.base} unit="" places={2} />
        </div>
        <div className="calc">
          <span>
            <Volume micro={group.base} unit="" places={2} /> × <Rate ppm={BigInt(group.ratePpm)} /> =
          </span>
          <span>{atLeastPlaces(group.exact, 2)}</span>
        </div>
      </div>
    </StoryStep>
  )
}
