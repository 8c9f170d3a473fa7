import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listPeriods } from '#modules/compensation/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText, PeriodText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { scrollable } from '#kit/spoken.ts'
import { Answer, Empty } from '#kit/states.tsx'
import { Count, Rate } from '#kit/volume.tsx'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

const LIVE_MS = 5_000

/** The months of pay: which are open, which wait for their close, what was paid. */
export function Component() {
  const { t } = useTranslation()
  const asked = useAnswer(listPeriods, {}, { everyMs: LIVE_MS })
  return (
    <>
      <PageHead title={t('place.periods')} lead={t('periods.lead')} />
      <div className="table-frame">
        <Answer asked={asked}>
          {({ periods }) =>
            periods.length === 0 ? (
              <Empty title={t('periods.emptyTitle')} body={t('periods.emptyBody')} />
            ) : (
              <section className="table-scroll" aria-label={t('place.periods')} {...scrollable}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">{t('periods.period')}</th>
                      <th scope="col">{t('periods.state')}</th>
                      <th scope="col">{t('periods.ends')}</th>
                      <th scope="col" className="table__right">
                        {t('periods.orders')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('periods.sales')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('periods.people')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('periods.paid')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('periods.share')}
                      </th>
                      <th scope="col">
                        <span className="only-spoken">{t('periods.act')}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {[...periods]
                      .sort((a, b) => b.from - a.from)
                      .map((period) => {
                        const due = period.ended && period.state !== 'accepted'
                        return (
                          <tr key={period.period} data-open="true">
                            <td>
                              <Link className="table__row-link" to={`/pay/periods/${period.period}`}>
                                <PeriodText period={period.period} />
                              </Link>
                            </td>
                            <td>
                              <Badge tone={due ? 'warn' : toneOf(period.state)}>
                                {t(
                                  due && period.state === 'open'
                                    ? 'period.due'
                                    : `period.state.${period.state}`,
                                )}
                              </Badge>
                            </td>
                            <td className="soft">
                              <DateText at={period.until} look="dateTime" />
                            </td>
                            <td className="table__right">
                              <Count value={period.orders} />
                            </td>
                            <td className="table__right">
                              <Money value={period.sales} />
                            </td>
                            <td className="table__right">
                              {period.peopleWithPay === null ? '–' : <Count value={period.peopleWithPay} />}
                            </td>
                            <td className="table__right">
                              {period.paid === null ? '–' : <Money value={period.paid} />}
                            </td>
                            <td className="table__right">
                              {period.payoutSharePpm === null ? (
                                '–'
                              ) : (
                                <Rate ppm={BigInt(period.payoutSharePpm)} places={1} />
                              )}
                            </td>
                            <td className="table__right">
                              {due ? (
                                <Button component={Link} size="xs" to={`/pay/periods/${period.period}`}>
                                  {t(period.state === 'open' ? 'periods.close' : 'periods.goOn')}
                                </Button>
                              ) : null}
                            </td>
                          </tr>
                        )
                      })}
                  </tbody>
                </table>
              </section>
            )
          }
        </Answer>
      </div>
    </>
  )
}
