import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { showClose } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { Bars, Panel, Tile, Tiles } from '#kit/figures.tsx'
import { fillPercent, formatPeriod, formatRate, sharePpm, sentenceCase } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { BigMoney, Money } from '#kit/money.tsx'
import { PersonLine } from '#kit/person-mark.tsx'
import { scrollable } from '#kit/spoken.ts'
import { Empty } from '#kit/states.tsx'
import { Count, Rate } from '#kit/volume.tsx'

type Close = Inside<typeof showClose, 'response'>

function useChange(): (now: bigint, before: bigint | undefined, period: string | undefined) => string | null {
  const { t } = useTranslation()
  const locale = useLocale()
  return (now, before, period) => {
    if (before === undefined || before === 0n || period === undefined) return null
    const ppm = sharePpm(now - before, before)
    const sign = ppm > 0n ? '+' : ''
    return t('close.against', {
      period: formatPeriod(period, locale, 'month'),
      change: sign + formatRate(ppm, locale, 1),
    })
  }
}

/** Totals of the month against those before it. */
export function Totals({ close }: { close: Close }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const change = useChange()
  const { history } = close
  const [now, last] = [history.at(-1), history.at(-2)]
  const month = (period: string) => formatPeriod(period, locale, 'month').slice(0, 3)
  if (!now) {
    return (
      <Tiles>
        <Tile label={t('close.sales')} figure={<BigMoney value={close.sales} />} note={t('close.soFar')} />
        <Tile
          label={t('close.ordersInPeriod')}
          figure={<Count value={close.orders} />}
          note={t('close.soFar')}
        />
      </Tiles>
    )
  }
  const mean = (entry: Readonly<{ paid: { minor: bigint }; peopleWithPay: number }>) =>
    entry.peopleWithPay === 0 ? 0n : entry.paid.minor / BigInt(entry.peopleWithPay)
  return (
    <Tiles>
      <Tile
        label={t('close.sales')}
        figure={<BigMoney value={now.sales} />}
        note={change(now.sales.minor, last?.sales.minor, last?.period)}
      >
        <Bars
          bars={history.map((entry) => ({
            key: entry.period,
            name: month(entry.period),
            value: entry.sales.minor,
            shown: '',
          }))}
        />
      </Tile>
      <Tile
        label={t('close.earned')}
        figure={<BigMoney value={now.paid} />}
        note={change(now.paid.minor, last?.paid.minor, last?.period)}
      >
        <Bars
          bars={history.map((entry) => ({
            key: entry.period,
            name: month(entry.period),
            value: entry.paid.minor,
            shown: '',
          }))}
        />
      </Tile>
      <Tile
        label={t('close.people')}
        figure={<Count value={now.peopleWithPay} />}
        note={change(
          BigInt(now.peopleWithPay),
          last === undefined ? undefined : BigInt(last.peopleWithPay),
          last?.period,
        )}
      >
        <Bars
          bars={history.map((entry) => ({
            key: entry.period,
            name: month(entry.period),
            value: BigInt(entry.peopleWithPay),
            shown: '',
          }))}
        />
      </Tile>
      <Tile
        label={t('close.mean')}
        figure={<BigMoney value={{ minor: mean(now), currency: now.paid.currency }} />}
        note={change(mean(now), last === undefined ? undefined : mean(last), last?.period)}
      >
        <Bars
          bars={history.map((entry) => ({
            key: entry.period,
            name: month(entry.period),
            value: mean(entry),
            shown: '',
          }))}
        />
      </Tile>
    </Tiles>
  )
}

/** How much of the sales went out as pay, month by month and bonus by bonus. */
export function PayoutShare({ close }: { close: Close }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const most = close.history.reduce((high, entry) => Math.max(high, entry.payoutSharePpm), 1)
  return (
    <Panel title={t('close.share')} aside={t('close.ofSales')}>
      {close.history.length === 0 ? <p className="small soft">{t('close.afterRun')}</p> : null}
      <div className="share-rows">
        {close.history.map((entry, index) => {
          const current = index === close.history.length - 1
          return (
            <div key={entry.period} className="share-rows__row">
              <span className={current ? 'strong' : 'soft'}>
                {formatPeriod(entry.period, locale, 'month').slice(0, 3)}
              </span>
              <span className="share-rows__track">
                <span
                  className={`share-rows__fill${current ? ' share-rows__fill--now' : ''}`}
                  style={{ width: `${fillPercent(BigInt(entry.payoutSharePpm), BigInt(most))}%` }}
                />
              </span>
              <span className={current ? 'strong' : 'soft'}>
                <Rate ppm={BigInt(entry.payoutSharePpm)} places={1} />
              </span>
            </div>
          )
        })}
      </div>
      {close.byBonus.length === 0 ? null : (
        <dl className="facts share-rows__bonuses">
          {close.byBonus.map((entry) => (
            <div key={entry.bonus} style={{ display: 'contents' }}>
              <dt>{sentenceCase(entry.bonus)}</dt>
              <dd>
                <Money value={entry.amount} />{' '}
                <span className="quiet">
                  <Rate ppm={BigInt(entry.shareOfSalesPpm)} places={1} />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}

/** Who reached or lost each rank. */
export function RankMoves({ close }: { close: Close }) {
  const { t } = useTranslation()
  const most = BigInt(close.rankMoves.reduce((high, move) => Math.max(high, move.up, move.down), 1))
  return (
    <Panel title={t('close.rankMoves')} aside={t('close.rankMovesAside')}>
      {close.rankMoves.length === 0 ? <p className="small soft">{t('close.afterRun')}</p> : null}
      <div className="rank-moves">
        {close.rankMoves.map((move) => (
          <div key={move.rank} className="rank-moves__row">
            <span>{move.rank}</span>
            <span className="rank-moves__down number">
              <Count value={move.down} />
              <span
                className="rank-moves__bar rank-moves__bar--down"
                style={{ width: `${fillPercent(BigInt(move.down), most) * 0.6}%` }}
              />
            </span>
            <span className="rank-moves__up number strong">
              <span
                className="rank-moves__bar"
                style={{ width: `${fillPercent(BigInt(move.up), most) * 0.6}%` }}
              />
              <Count value={move.up} />
            </span>
            <span className="number soft rank-moves__holders">
              <Count value={move.holders} />
            </span>
          </div>
        ))}
      </div>
    </Panel>
  )
}

/** The largest changes against the month before, with their main reason. */
export function Movers({ close }: { close: Close }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const before = close.history.at(-2)
  if (close.history.length === 0) return null
  return (
    <Panel
      flush
      title={t('close.movers')}
      aside={before ? t('close.moversAside', { period: formatPeriod(before.period, locale, 'month') }) : null}
    >
      {close.movers.length === 0 ? (
        <Empty title={t('close.noMovers')} />
      ) : (
        <section className="table-scroll" aria-label={t('close.movers')} {...scrollable}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('close.person')}</th>
                <th scope="col" className="table__right">
                  {before ? formatPeriod(before.period, locale, 'month') : t('close.before')}
                </th>
                <th scope="col" className="table__right">
                  {formatPeriod(close.period, locale, 'month')}
                </th>
                <th scope="col" className="table__right">
                  {t('close.change')}
                </th>
                <th scope="col">{t('close.reason')}</th>
                <th scope="col">
                  <span className="only-spoken">{t('kit.why')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {close.movers.map((mover) => (
                <tr key={mover.person.code} data-open="true">
                  <td>
                    <PersonLine
                      size={30}
                      person={{
                        name: mover.person.name ?? mover.person.code,
                        health: 'active',
                        ...(mover.person.rank === null ? {} : { rankName: mover.person.rank }),
                      }}
                      note={
                        mover.person.rank === null
                          ? mover.person.code
                          : `${mover.person.code}, ${mover.person.rank}`
                      }
                    />
                  </td>
                  <td className="table__right soft">
                    <Money value={mover.before} />
                  </td>
                  <td className="table__right">
                    <Money value={mover.now} />
                  </td>
                  <td className="table__right strong">
                    <Money value={mover.change} signed />
                  </td>
                  <td className="small">
                    {t(`close.reasons.${mover.reason}`, { defaultValue: mover.reason })}
                  </td>
                  <td className="table__right">
                    <Link
                      className="text-link"
                      to={`/pay/explanations?person=${mover.person.code}&period=${close.period}`}
                    >
                      {t('kit.why')}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  )
}
