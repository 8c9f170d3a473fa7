import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { simulatePromotion } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { formatCount, formatRate } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { spoken } from '#kit/spoken.ts'
import { Failed, Loading } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import { DayBars } from './day-bars.tsx'

type Simulated = Inside<typeof simulatePromotion, 'response'>
const PPM = 1_000_000n

/** What a text would have done to last month's orders; asked for by a press, for it takes a while. */
export function Simulation({ market, text }: { market: string; text: string }) {
  const { t } = useTranslation()
  const [asks, setAsks] = useState(false)
  const asked = useAnswer(simulatePromotion, { body: { market, text } }, { enabled: asks && text !== '' })
  if (!asks)
    return (
      <div className="stack">
        <p className="small soft">{t('promotions.simulateLead')}</p>
        <div>
          <Button variant="default" disabled={text === ''} onClick={() => setAsks(true)}>
            {t('promotions.simulateAct')}
          </Button>
        </div>
      </div>
    )
  if (asked.error) return <Failed error={asked.error} onAgain={() => void asked.refetch()} />
  return asked.data ? <Result of={asked.data} /> : <Loading />
}

function Result({ of }: { of: Simulated }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const share = of.orders === 0 ? 0n : (BigInt(of.reached) * PPM) / BigInt(of.orders)
  const cost = { ...of.discount, minor: of.discount.minor + of.gifts.minor }
  if (of.orders === 0) return <p className="small soft">{t('promotions.noOrders', { month: of.month })}</p>
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('promotions.replayed', { month: of.month })}</dt>
        <dd>{formatCount(of.orders, locale)}</dd>
        <dt>{t('promotions.takeUp')}</dt>
        <dd>
          {formatCount(of.reached, locale)} ({formatRate(share, locale, 1)})
        </dd>
        <dt className="strong">{t('promotions.cost')}</dt>
        <dd className="strong">
          <Money value={cost} />
        </dd>
        <dt>{t('promotions.ofGifts')}</dt>
        <dd>
          <Money value={of.gifts} />
        </dd>
        <dt>{t('promotions.netSales')}</dt>
        <dd>
          <Money value={{ ...of.net, minor: of.net.minor - of.netBefore.minor }} signed />
        </dd>
        {Object.entries(of.volumes).map(([name, micro]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t('promotions.volumeChange', { name })}</dt>
            <dd>
              <Volume micro={micro} unit={name} />
            </dd>
          </div>
        ))}
      </dl>
      {of.margin ? <Margin margin={of.margin} /> : null}
      <div>
        <p className="small strong">{t('promotions.costByDay')}</p>
        <DayBars large days={of.days} label={t('promotions.costByDay')} />
      </div>
      {of.near.some((count) => count > 0) ? <Near of={of} /> : null}
      <p className="tiny quiet">{t('promotions.asBought')}</p>
      {of.isPartial ? <p className="small warn">{t('promotions.partial')}</p> : null}
      {of.leftOut > 0 ? <p className="small warn">{t('promotions.leftOut', { count: of.leftOut })}</p> : null}
    </div>
  )
}

/** What is left of sales after what goods cost, with the promotion and without it, where every cost is known. */
function Margin({ margin }: { margin: NonNullable<Simulated['margin']> }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { net, netBefore, goods, goodsBefore, orders, unknown, unknownProducts } = margin
  const before = netBefore.minor - goodsBefore.minor
  const after = net.minor - goods.minor
  const rate = (part: bigint, whole: bigint) =>
    whole === 0n ? '–' : formatRate((part * PPM) / whole, locale, 1)
  return (
    <>
      {orders > 0 ? (
        <dl className="facts">
          <dt>{t('promotions.margin', { count: orders })}</dt>
          <dd>
            <Money value={{ ...net, minor: after }} /> ({rate(after, net.minor)})
          </dd>
          <dt>{t('promotions.marginBefore')}</dt>
          <dd>
            <Money value={{ ...net, minor: before }} /> ({rate(before, netBefore.minor)})
          </dd>
          <dt className="strong">{t('promotions.marginChange')}</dt>
          <dd className="strong">
            <Money value={{ ...net, minor: after - before }} signed />
          </dd>
        </dl>
      ) : null}
      {unknownProducts > 0 ? (
        <p className="small warn">
          {t('promotions.noCosts', { count: unknownProducts })}{' '}
          {unknown.map(({ product }, place) => (
            <span key={product}>
              {place === 0 ? '' : ', '}
              <Link className="text-link number" to={`/catalogue/products/${product}`}>
                {product}
              </Link>
            </span>
          ))}
        </p>
      ) : null}
    </>
  )
}

const [WIDTH, HEIGHT] = [220, 60]

/** How near the orders lay to the line: tenths of what is asked for, then those that reached it. */
function Near({ of }: { of: Simulated }) {
  const { t } = useTranslation()
  const counts = [...of.near, of.reached]
  const most = Math.max(...counts, 1)
  const step = WIDTH / counts.length
  return (
    <div>
      <p className="small strong">{t('promotions.near')}</p>
      <svg
        className="day-bars day-bars--large"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        {...spoken(t('promotions.nearSpoken', { reached: of.reached, close: of.near.at(-1) ?? 0 }))}
      >
        <path className="day-bars__ground" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
        {counts.map((count, at) => (
          <rect
            key={`tenth-${at + 1}`}
            className={
              at === counts.length - 1
                ? 'day-bars__bar day-bars__bar--reached'
                : at >= 8
                  ? 'day-bars__bar day-bars__bar--close'
                  : 'day-bars__bar day-bars__bar--far'
            }
            x={at * step + step * 0.1}
            width={step * 0.8}
            y={HEIGHT - (count / most) * (HEIGHT - 2)}
            height={(count / most) * (HEIGHT - 2)}
          />
        ))}
      </svg>
      <p className="tiny quiet">{t('promotions.nearNote')}</p>
    </div>
  )
}
