import { useTranslation } from 'react-i18next'
import type { shopOrderStatus } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '#kit/date-text.tsx'
import { GoodsPicture } from '#kit/goods-picture.tsx'
import { Money } from '#kit/money.tsx'
import type { Frame } from '../shop.ts'
import { Sums } from './sums.tsx'
import { PickUpPlace } from './ways.tsx'

export type ShownOrder = Omit<Inside<typeof shopOrderStatus, 'response'>, 'seller'>

/** What was issued for an order, and where it lies. */
export type OrderPaper = Readonly<{ kind: 'invoice' | 'credit_note'; number: string; href: string }>

/** How an order stands: what happened to it, what lies in it, how it is paid, where it goes. */
export function OrderView({
  frame,
  order,
  note,
  papers,
  payAt,
}: {
  frame: Frame
  order: ShownOrder
  note: string
  papers: readonly OrderPaper[]
  /** The page on which it is paid by card. */
  payAt: string
}) {
  const { t } = useTranslation()
  return (
    <>
      <p className="order-lead">
        {t('order.lead', { code: order.code })} <DateText at={order.placedAt} look="dateTime" />. {note}
      </p>
      <div className="order-progress">
        {order.state === 'placed' ? <p className="strong">{t(`order.progress.${order.progress}`)}</p> : null}
        {order.changes.length === 0 ? null : (
          <ul className="small">
            {order.changes.map(({ number, kind, at, lines, tracking }) => (
              <li key={number}>
                <DateText at={at} look="dateTime" />:{' '}
                {t(`order.told.${kind}`, { count: lines.reduce((sum, { quantity }) => sum + quantity, 0) })}
                {tracking === null ? null : `, ${tracking}`}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="two-columns">
        <ul>
          {order.lines.map((line) => (
            <li key={line.line} className="basket-line">
              <span className="basket-line__picture">
                <GoodsPicture product={line.product} sizes="96px" />
              </span>
              <span className="basket-line__words">
                <span className="product-card__name">{line.product.name}</span>
                <span className="small quiet">{t('order.pieces', { count: line.quantity })}</span>
                {line.cancelled + line.returned === 0 ? null : (
                  <span className="small quiet">
                    {t('order.givenBack', { count: line.cancelled + line.returned })}
                  </span>
                )}
                {line.promotions.map((one) => (
                  <span key={one.code} className="small off">
                    {one.title}
                  </span>
                ))}
              </span>
              <strong>{line.gift ? t('sums.free') : <Money value={line.total} />}</strong>
            </li>
          ))}
        </ul>
        <div className="shop-card">
          <Sums sums={order} />
          {order.now.total.minor === order.total.minor ? null : (
            <p className="small">
              {t('order.now')}{' '}
              <strong>
                <Money value={order.now.total} />
              </strong>
            </p>
          )}
          <Paid order={order} payAt={payAt} />
          <Papers papers={papers} />
          {order.party ? <AtParty party={order.party} /> : null}
          {order.way === null ? null : <ByWay way={order.way} />}
          {order.delivery === null ? null : (
            <address className="small">
              <strong>{t('order.delivery')}</strong>
              <br />
              {order.delivery.recipient}
              <br />
              {order.delivery.line1}
              <br />
              {order.delivery.postalCode} {order.delivery.city} {order.delivery.region}
            </address>
          )}
          <a className="button button--plain button--wide" href={frame.root === '' ? '/' : frame.root}>
            {t('basket.goOn')}
          </a>
        </div>
      </div>
    </>
  )
}

/** The way that was chosen, and where and since when it can be picked up. */
function ByWay({ way }: { way: NonNullable<ShownOrder['way']> }) {
  const { t } = useTranslation()
  if (way.at === null) return <p className="small">{t('ways.by', { way: way.name })}</p>
  return (
    <>
      <PickUpPlace at={way.at} />
      <p className="small">
        {way.readyAt === null ? (
          t('ways.notReady')
        ) : (
          <>
            {t('ways.ready')} <DateText at={way.readyAt} look="dateTime" />
          </>
        )}
      </p>
    </>
  )
}

/** The party at which it was ordered, and whether the parcel goes to its host. */
function AtParty({ party }: { party: NonNullable<ShownOrder['party']> }) {
  const { t } = useTranslation()
  return (
    <p className="small">
      {t('party.orderOf', { host: party.host })}{' '}
      {party.shipsTo === 'host' ? t('party.toHost', { host: party.host }) : null}
    </p>
  )
}

/** What was issued for an order, each to be taken away as a PDF. */
function Papers({ papers }: { papers: readonly OrderPaper[] }) {
  const { t } = useTranslation()
  if (papers.length === 0) return null
  return (
    <div className="small">
      <strong>{t('order.documents')}</strong>
      <ul>
        {papers.map(({ kind, number, href }) => (
          <li key={number}>
            <a className="text-link" href={href} download>
              {t(`order.documentKinds.${kind}`, { number })}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** How an order is paid: what is still to be paid, and where to transfer it. */
function Paid({ order, payAt }: { order: ShownOrder; payAt: string }) {
  const { t } = useTranslation()
  const { money, transfer } = order
  if (money === null) return null
  const isByCard = order.payment === 'card' && money.owed.minor > 0n
  const back = (['refunded', 'waiting'] as const).filter((which) => money[which].minor > 0n)
  return (
    <>
      {transfer && transfer.to !== null ? (
        <p className="notice">
          <span>
            {t('order.transfer')}{' '}
            <strong>
              <Money value={transfer.amount} />
            </strong>{' '}
            {t('order.transferTo', { to: transfer.to, reference: transfer.reference })}
          </span>
        </p>
      ) : (
        <p className="small">
          {t(isByCard && money.state === 'open' ? 'order.pay.card' : `order.pay.${money.state}`)}{' '}
          {money.state === 'partly_paid' ? <Money value={money.owed} /> : null}
        </p>
      )}
      {isByCard ? (
        <a className="button button--wide" href={payAt}>
          {t('order.payByCard')} <Money value={money.owed} />
        </a>
      ) : null}
      {back.map((which) => (
        <p key={which} className="small">
          {t(`order.${which}`)} <Money value={money[which]} />
        </p>
      ))}
      {order.notes.length === 0 ? null : (
        <div className="small">
          <strong>{t('order.says')}</strong>
          <ul>
            {order.notes.map((note) => (
              <li key={`${note.at} ${note.text}`}>
                {note.text}{' '}
                <span className="quiet">
                  (<DateText at={note.at} />)
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
