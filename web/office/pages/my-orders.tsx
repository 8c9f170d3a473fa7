import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { myOrders } from '#modules/orders/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import { Pager } from '../parts/pager.tsx'
import { TopBar } from '../parts/top-bar.tsx'

const ROWS = 20
const ROLES = ['sold', 'bought'] as const

/** Orders that I sold or bought, with the volume that each brought. */
const tones = {
  waiting: 'plain',
  partly_sent: 'warn',
  sent: 'good',
  cancelled: 'harm',
  returned: 'harm',
} as const

export function Component() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const role = ROLES.find((value) => value === params.get('role')) ?? 'sold'
  const page = Math.max(1, Number(params.get('page') ?? '1') || 1)
  const asked = useAnswer(myOrders, { query: { role, page, rows: ROWS } }, { keep: true })
  return (
    <>
      <TopBar title={t('orders.title')} back="/sell" />
      <div className="chips">
        {ROLES.map((value) => (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={value === role}
            onClick={() => setParams({ role: value })}
          >
            {t(`orders.${value}`)}
          </button>
        ))}
      </div>
      <Answer asked={asked}>
        {(list) =>
          list.rows.length === 0 ? (
            <Empty title={t('orders.none')} body={t('orders.noneBody')} />
          ) : (
            <>
              <ul>
                {list.rows.map((order) => (
                  <li key={order.code}>
                    <Link className="list-row" to={`/sell/orders/${order.code}`}>
                      <span>
                        <span className="strong">
                          {order.buyer?.name ?? order.guestName ?? t('orders.guest')}
                        </span>
                        <div className="small quiet number">
                          {order.code}, <DateText at={order.placedAt} />{' '}
                          <Badge tone={tones[order.progress]}>{t(`orders.progress.${order.progress}`)}</Badge>{' '}
                          {order.payState === 'open' || order.payState === 'partly_paid' ? (
                            <Badge tone="warn">{t(`myOrder.states.${order.payState}`)}</Badge>
                          ) : null}
                        </div>
                      </span>
                      <span className="list-row__end">
                        <Money value={order.total} />
                        <div className="small quiet">
                          {Object.entries(order.volumes).map(([name, micro]) => (
                            <Volume key={name} micro={micro} unit={`${name} `} />
                          ))}
                        </div>
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
              <Pager
                page={page}
                rows={ROWS}
                total={list.total}
                onPage={(next) => setParams({ role, page: String(next) })}
              />
            </>
          )
        }
      </Answer>
    </>
  )
}
