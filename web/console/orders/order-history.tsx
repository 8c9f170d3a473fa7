import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Stem, type StemItem } from '#kit/steps.tsx'
import type { ShownOrder } from './order-lines.tsx'

type Change = ShownOrder['changes'][number]

const tones = { cancel: 'warn', send: 'good', return: 'warn', edit: 'plain' } as const

/** What happened to an order, from its placing on. */
export function OrderHistory({ order }: { order: ShownOrder }) {
  const { t } = useTranslation()
  const items: StemItem[] = [
    {
      key: 'placed',
      when: <DateText at={order.placedAt} look="dateTime" />,
      title: t('order.history.placed'),
      note: <Placed order={order} />,
      tone: 'good',
    },
    ...order.changes.map((change) => ({
      key: String(change.number),
      when: <DateText at={change.at} look="dateTime" />,
      title: t(`order.history.${change.kind}`, {
        count: change.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      }),
      note: <Told order={order} change={change} />,
      tone: tones[change.kind],
    })),
  ]
  return (
    <Panel title={t('order.history.title')}>
      <Stem items={items} label={t('order.history.title')} />
    </Panel>
  )
}

function Placed({ order }: { order: ShownOrder }) {
  const { t } = useTranslation()
  return (
    <>
      <Money value={order.total} />
      {order.links
        .filter(({ isFrom }) => isFrom)
        .map(({ code, kind }) => (
          <div key={code}>
            <Link to={`/orders/${code}`}>{t(`order.links.${kind}From`, { code })}</Link>
          </div>
        ))}
      {order.links
        .filter(({ isFrom, change }) => !isFrom && change === 0)
        .map(({ code, kind }) => (
          <div key={code}>
            <Link to={`/orders/${code}`}>{t(`order.links.${kind}`, { code })}</Link>
          </div>
        ))}
    </>
  )
}

function Told({ order, change }: { order: ShownOrder; change: Change }) {
  const { t } = useTranslation()
  const nameOf = (line: number) => order.lines.find((one) => one.line === line)?.product.name ?? ''
  return (
    <>
      {change.lines.map(({ line, quantity, disposition }) => (
        <div key={line}>
          {t('order.history.goods', { count: quantity, name: nameOf(line) })}
          {disposition === null ? null : `, ${t(`order.dispositions.${disposition}`)}`}
        </div>
      ))}
      {change.kind === 'send' || change.kind === 'edit' ? null : (
        <div>
          {t('order.history.back')} <Money value={change.back} />
          {change.fee.minor === 0n ? null : (
            <>
              {', '}
              {t('order.history.kept')} <Money value={change.fee} />
            </>
          )}
        </div>
      )}
      {order.links
        .filter(({ isFrom, change: number }) => !isFrom && number === change.number)
        .map(({ code, kind }) => (
          <div key={code}>
            <Link to={`/orders/${code}`}>{t(`order.links.${kind}`, { code })}</Link>
          </div>
        ))}
      {change.tracking === null ? null : <div>{change.tracking}</div>}
      {change.reason === null ? null : <div>{t('order.history.reason', { reason: change.reason })}</div>}
      {change.by === null ? null : <div>{t('order.history.by', { name: change.by })}</div>}
    </>
  )
}
