import { useTranslation } from 'react-i18next'
import { DateText } from '../date-text.tsx'
import { atLeastPlaces, formatPeriod } from '../format.ts'
import { useLocale } from '../locale.ts'
import { StoryStep } from '../steps.tsx'
import { ExactNumber, ExactRate } from '../volume.tsx'
import { shownName, type Explanation, type Source } from './told.ts'

/** The orders of one source, what they count, and what the rate makes of them. */
export function OrdersStep({ source, why }: { source: Source; why: Explanation }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <StoryStep
      title={t('kit.story.ordersOf', {
        name: shownName(source.person),
        period: formatPeriod(why.period, locale, 'month'),
      })}
    >
      <div className="why-lines">
        <div className="sum tiny quiet">
          <span>{t('kit.story.order')}</span>
          <span className="term">{why.base}</span>
        </div>
        {source.orders.map((order) => (
          <Order key={`${order.code}-${order.rate ?? ''}-${order.exact}`} order={order} />
        ))}
        {source.moreOrders === null ? null : (
          <div className="sum soft">
            <span>{t('kit.story.moreOrders', { count: source.moreOrders.orders })}</span>
          </div>
        )}
        {source.base === null ? null : (
          <div className="sum sum--total">
            <span>{t('kit.story.counts')}</span>
            <ExactNumber value={source.base} places={2} />
          </div>
        )}
        <div className="calc">
          <span>
            {source.base === null || source.rate === null ? (
              t('kit.story.together')
            ) : (
              <>
                <ExactNumber value={source.base} places={2} /> × <ExactRate rate={source.rate} /> =
              </>
            )}
          </span>
          <span>{atLeastPlaces(source.exact, 2)}</span>
        </div>
      </div>
    </StoryStep>
  )
}

function Order({ order }: { order: Source['orders'][number] }) {
  const { t } = useTranslation()
  const shown = order.base ?? order.exact
  return (
    <div className="sum">
      <span>
        <span className="good strong number">{order.code}</span>{' '}
        <span className="soft small">
          {order.type === 'return' ? t('kit.story.returned') : null} <DateText at={order.at} />
        </span>
      </span>
      <span className={shown.startsWith('-') ? 'harm' : undefined}>
        <ExactNumber value={shown} places={2} />
      </span>
    </div>
  )
}
