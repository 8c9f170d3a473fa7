import { Button } from '@mantine/core'
import { IconArrowsExchange, IconCoins, IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { showClock } from '#modules/company/contract.ts'
import { listPeriods } from '#modules/compensation/contract.ts'
import { listApplications } from '#modules/field/contract.ts'
import { listOrders } from '#modules/orders/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText, PeriodText } from '#kit/date-text.tsx'
import { Badge, Bars, Panel, Tile, Tiles } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { BigMoney, Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer, Empty } from '#kit/states.tsx'
import { Stem, type StemItem } from '#kit/steps.tsx'
import { Count, Rate } from '#kit/volume.tsx'
import { useWaitingChanges } from '../changes/waiting.ts'
import { PageHead } from '../page-head.tsx'

const LIVE_MS = 5_000
const HISTORY = 4

/** What waits for a decision, and the figures of the day, as far as the viewer's role opens them. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const clock = useAnswer(showClock, {}, { everyMs: LIVE_MS })
  const seesPay = mayDo(session.data, 'pay.read')
  const decides = mayDo(session.data, 'applications.decide')
  const periods = useAnswer(listPeriods, {}, { everyMs: LIVE_MS, enabled: seesPay })
  const waiting = useAnswer(
    listApplications,
    { query: { state: 'waiting', rows: 1 } },
    { everyMs: LIVE_MS, enabled: decides },
  )
  const toClose = (periods.data?.periods ?? []).filter(
    (period) => period.ended && period.state !== 'accepted',
  )
  const changes = useWaitingChanges()
  const count = toClose.length + ((waiting.data?.total ?? 0) > 0 ? 1 : 0) + changes.length
  return (
    <>
      <PageHead
        title={t('today.hello', { name: session.data?.name.split(' ')[0] ?? '' })}
        lead={t('today.waits', { count })}
        aside={
          clock.data ? (
            <span className="fresh">
              <span className="fresh__dot" aria-hidden="true" />
              {t('today.live')} <DateText at={clock.data.now} look="dateTime" />
            </span>
          ) : null
        }
      />
      {seesPay ? <Figures /> : null}
      <div className="columns">
        <section className="stack stack--tight">
          <h2>{t('today.decisions')}</h2>
          <div className="panel">
            {toClose.map((period) => (
              <Task
                key={period.period}
                icon={<IconCoins size={18} />}
                warn
                title={
                  <>
                    {t('today.close')} <PeriodText period={period.period} />
                  </>
                }
                badge={t(`period.state.${period.state}`)}
                note={t('today.closeNote', { count: period.orders })}
                aside={<DateText at={period.until} look="dateTime" />}
                act={{ to: `/pay/periods/${period.period}`, label: t('today.closeAct'), first: true }}
              />
            ))}
            {(waiting.data?.total ?? 0) > 0 ? (
              <Task
                icon={<IconUserPlus size={18} />}
                title={t('today.applications', { count: waiting.data?.total ?? 0 })}
                note={t('today.applicationsNote')}
                act={{ to: '/people/applications?state=waiting', label: t('today.applicationsAct') }}
              />
            ) : null}
            <WaitingChanges changes={changes} />
            {count === 0 && (periods.data || !seesPay) && (waiting.data || !decides) ? (
              <Empty title={t('today.nothingTitle')} body={t('today.nothingBody')} />
            ) : null}
          </div>
          {mayDo(session.data, 'orders.read') ? (
            <>
              <h2 className="today__next">{t('today.latest')}</h2>
              <Latest />
            </>
          ) : null}
        </section>
        {seesPay ? (
          <Panel title={t('today.cutOffs')}>
            <Answer asked={periods}>{(data) => <CutOffs periods={data.periods} />}</Answer>
          </Panel>
        ) : null}
      </div>
    </>
  )
}

/** Changes that wait for a second person: moves within trees, and corrections by hand. */
function WaitingChanges({ changes }: { changes: ReturnType<typeof useWaitingChanges> }) {
  const { t } = useTranslation()
  return changes.map(({ key, count, to }) => (
    <Task
      key={key}
      icon={<IconArrowsExchange size={18} />}
      title={t(`today.${key}`, { count })}
      note={t(`today.${key}Note`)}
      act={{ to, label: t('today.movesAct') }}
    />
  ))
}

function Task(props: {
  icon: React.ReactNode
  warn?: boolean
  title: React.ReactNode
  badge?: string
  note: React.ReactNode
  aside?: React.ReactNode
  act: Readonly<{ to: string; label: string; first?: boolean }>
}) {
  return (
    <div className="task">
      <span className={`task__icon${props.warn === true ? ' task__icon--warn' : ''}`} aria-hidden="true">
        {props.icon}
      </span>
      <div>
        <span className="strong">{props.title}</span>{' '}
        {props.badge === undefined ? null : <Badge tone="warn">{props.badge}</Badge>}
        <div className="tiny soft">{props.note}</div>
      </div>
      <span className="tiny soft">{props.aside}</span>
      <Button
        component={Link}
        to={props.act.to}
        size="xs"
        variant={props.act.first === true ? 'filled' : 'default'}
      >
        {props.act.label}
      </Button>
    </div>
  )
}

function Figures() {
  const { t } = useTranslation()
  const locale = useLocale()
  const periods = useAnswer(listPeriods, {}, { everyMs: LIVE_MS })
  return (
    <Answer asked={periods} rows={3}>
      {({ periods: all }) => {
        const ordered = [...all].sort((a, b) => (a.period < b.period ? -1 : 1)).slice(-HISTORY)
        const current = ordered.at(-1)
        if (!current) return null
        const month = (period: string) => formatPeriod(period, locale, 'month').slice(0, 3)
        const paid = ordered.findLast((period) => period.paid !== null)
        return (
          <Tiles>
            <Tile
              label={t('today.sales', { period: formatPeriod(current.period, locale) })}
              figure={<BigMoney value={current.sales} />}
              note={t('today.ordersCount', { count: current.orders })}
            >
              <Bars
                bars={ordered.map((period) => ({
                  key: period.period,
                  name: month(period.period),
                  value: period.sales.minor,
                  shown: '',
                }))}
              />
            </Tile>
            <Tile
              label={t('today.orders', { period: formatPeriod(current.period, locale) })}
              figure={<Count value={current.orders} />}
              note={t('today.ordersNote')}
            >
              <Bars
                bars={ordered.map((period) => ({
                  key: period.period,
                  name: month(period.period),
                  value: BigInt(period.orders),
                  shown: '',
                }))}
              />
            </Tile>
            {paid?.paid ? (
              <Tile
                label={t('today.paid', { period: formatPeriod(paid.period, locale) })}
                figure={<BigMoney value={paid.paid} />}
                note={
                  paid.payoutSharePpm === null ? null : (
                    <>
                      <Rate ppm={BigInt(paid.payoutSharePpm)} places={1} /> {t('today.ofSales')}
                    </>
                  )
                }
              >
                <Bars
                  bars={ordered
                    .filter((period) => period.paid !== null)
                    .map((period) => ({
                      key: period.period,
                      name: month(period.period),
                      value: period.paid?.minor ?? 0n,
                      shown: '',
                    }))}
                />
              </Tile>
            ) : null}
          </Tiles>
        )
      }}
    </Answer>
  )
}

function Latest() {
  const { t } = useTranslation()
  const orders = useAnswer(listOrders, { query: { rows: 8 } }, { everyMs: LIVE_MS })
  return (
    <div className="table-frame">
      <Answer asked={orders}>
        {(page) => (
          <section className="table-scroll" aria-label={t('today.latest')} {...scrollable}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('order.code')}</th>
                  <th scope="col">{t('order.buyer')}</th>
                  <th scope="col">{t('order.seller')}</th>
                  <th scope="col">{t('order.placedAt')}</th>
                  <th scope="col" className="table__right">
                    {t('order.total')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {page.rows.map((order) => (
                  <tr key={order.code}>
                    <td>
                      <Link className="table__row-link" to={`/orders/${order.code}`}>
                        {order.code}
                      </Link>
                    </td>
                    <td>{order.buyer?.name ?? order.buyer?.code ?? order.guestName ?? t('order.guest')}</td>
                    <td className="soft">{order.seller?.name ?? order.seller?.code}</td>
                    <td className="soft">
                      <DateText at={order.placedAt} look="dateTime" />
                    </td>
                    <td className="table__right">
                      <Money value={order.total} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Answer>
    </div>
  )
}

function CutOffs({
  periods,
}: {
  periods: readonly Readonly<{ period: string; until: number; state: string; ended: boolean }>[]
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const items: StemItem[] = [...periods]
    .sort((a, b) => a.until - b.until)
    .slice(-5)
    .map((period) => ({
      key: period.period,
      when: <DateText at={period.until} />,
      title: t('today.cut', { period: formatPeriod(period.period, locale, 'month') }),
      note: t(`period.state.${period.state}`),
      tone: period.state === 'accepted' ? 'good' : period.ended ? 'warn' : 'plain',
    }))
  return <Stem items={items} label={t('today.cutOffs')} />
}
