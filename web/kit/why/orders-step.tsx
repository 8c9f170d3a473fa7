import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateText } from '../date-text.tsx'
import { atLeastPlaces, formatPeriod } from '../format.ts'
import { useLocale } from '../locale.ts'
import { StoryStep } from '../steps.tsx'
import { ExactNumber, ExactRate } from '../volume.tsx'
import { shownName, type Explanation, type Part, type Source } from './told.ts'

/** The orders of one source, what they count, and what the rate makes of them. */
export function OrdersStep({
  source,
  why,
  linkTo,
}: {
  source: Source
  why: Explanation
  linkTo: (part: Part) => string
}) {
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
        <MoreOrders
          rest={source.ordersBefore}
          to={(from) => linkTo({ source: source.person.code, from })}
          isBefore
        />
        {source.orders.map((order) => (
          <Order key={`${order.code}-${order.rate ?? ''}-${order.exact}`} order={order} />
        ))}
        <MoreOrders rest={source.moreOrders} to={(from) => linkTo({ source: source.person.code, from })} />
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

/** Orders that are counted, with the way to them. */
function MoreOrders({
  rest,
  to,
  isBefore = false,
}: {
  rest: Source['moreOrders']
  to: (from: number) => string
  isBefore?: boolean
}) {
  const { t } = useTranslation()
  if (rest === null) return null
  return (
    <div className="sum soft">
      <Link className="text-link" to={to(rest.from)}>
        {t(isBefore ? 'kit.story.ordersBefore' : 'kit.story.moreOrders', { count: rest.orders })}
      </Link>
      <span className="number">{atLeastPlaces(rest.exact, 2)}</span>
    </div>
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
