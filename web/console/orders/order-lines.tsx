import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { showOrder } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { Panel } from '#kit/figures.tsx'
import { GoodsPicture, type ShownImage } from '#kit/goods-picture.tsx'
import { Money } from '#kit/money.tsx'
import { scrollable } from '#kit/spoken.ts'

export type ShownOrder = Inside<typeof showOrder, 'response'>
export type ShownLine = ShownOrder['lines'][number]

/** The lines of an order as they were placed, and where their pieces are now. */
export function OrderLines({ order }: { order: ShownOrder }) {
  const { t } = useTranslation()
  return (
    <Panel flush title={t('order.lines')}>
      <section className="table-scroll" aria-label={t('order.lines')} {...scrollable}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('order.product')}</th>
              {(['quantity', 'unitPrice', 'tax', 'total'] as const).map((column) => (
                <th key={column} scope="col" className="table__right">
                  {t(`order.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <tr key={line.line}>
                <td>
                  <Goods product={line.product} />
                  {line.campaign ? (
                    <div className="tiny quiet">
                      {t('order.printed', { code: line.campaign.printed, catalogue: line.campaign.name })}
                    </div>
                  ) : null}
                  {line.promotions.map(({ code: promotion, title }) => (
                    <Link
                      key={promotion}
                      className="small off"
                      to={`/promotions/${order.market}/${promotion}`}
                    >
                      {line.gift ? t('order.giftOf', { title }) : title}
                    </Link>
                  ))}
                </td>
                <td className="table__right">
                  {line.quantity}
                  <Whereabouts line={line} />
                </td>
                <td className="table__right">
                  <Money value={line.unitPrice} />
                </td>
                <td className="table__right soft">
                  <Money value={line.tax} />
                </td>
                <td className="table__right">
                  <Money value={line.total} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}

/** Where the pieces of a line are, in words; nothing while all of them wait. */
function Whereabouts({ line }: { line: ShownLine }) {
  const { t } = useTranslation()
  const { quantity, cancelled, sent, returned } = line
  if (cancelled + sent === 0) return null
  const parts = [
    ['waits', quantity - cancelled - sent],
    ['sent', sent - returned],
    ['returned', returned],
    ['cancelled', cancelled],
  ] as const
  return parts
    .filter(([, count]) => count > 0)
    .map(([where, count]) => (
      <div key={where} className="tiny quiet" style={{ whiteSpace: 'nowrap' }}>
        {t(`order.pieces.${where}`, { count })}
      </div>
    ))
}

/** A product with its picture and code. */
export function Goods({
  product,
}: {
  product: Readonly<{ code: string; name: string; category: string; art: string; image: ShownImage | null }>
}) {
  return (
    <span className="person-line">
      <span className="thumb">
        <GoodsPicture product={product} sizes="34px" />
      </span>
      <span>
        <span className="strong">{product.name}</span>
        <div className="tiny quiet number">{product.code}</div>
      </span>
    </span>
  )
}
