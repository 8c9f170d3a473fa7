import { useTranslation } from 'react-i18next'
import { listLegalEntities, listMarkets, showCompany } from '#modules/company/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer } from '#kit/states.tsx'
import { scrollable } from '#kit/spoken.ts'
import { PageHead } from '../page-head.tsx'
import { Rules } from '../settings/rules.tsx'

/** The company: its rules, entities, markets and clock. */
export function Component() {
  const { t } = useTranslation()
  const company = useAnswer(showCompany, {})
  const markets = useAnswer(listMarkets, {})
  const entities = useAnswer(listLegalEntities, {})
  return (
    <>
      <PageHead title={t('place.settings')} lead={t('settings.lead')} />
      <div className="columns">
        <div className="stack">
          <Rules />
          <Panel flush title={t('settings.markets')}>
            <Answer asked={markets}>
              {(data) => (
                <section className="table-scroll" aria-label={t('settings.markets')} {...scrollable}>
                  <table className="table">
                    <thead>
                      <tr>
                        <th scope="col">{t('settings.code')}</th>
                        <th scope="col">{t('settings.name')}</th>
                        <th scope="col">{t('settings.currency')}</th>
                        <th scope="col">{t('settings.timeZone')}</th>
                        <th scope="col">{t('settings.entity')}</th>
                        <th scope="col">{t('settings.calendar')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {data.markets.map((market) => (
                        <tr key={market.code}>
                          <td className="strong">{market.code}</td>
                          <td>{market.name}</td>
                          <td>{market.currency}</td>
                          <td>{market.timeZone}</td>
                          <td>{market.legalEntity}</td>
                          <td>{market.calendar}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </section>
              )}
            </Answer>
          </Panel>
          <Panel flush title={t('settings.entities')}>
            <Answer asked={entities}>
              {(data) => (
                <table className="table">
                  <tbody>
                    {data.legalEntities.map((entity) => (
                      <tr key={entity.code}>
                        <td className="strong">{entity.code}</td>
                        <td>{entity.name}</td>
                        <td>{entity.country}</td>
                        <td className="table__right">{entity.currency}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </Answer>
          </Panel>
        </div>
        <Panel title={t('settings.company')}>
          <Answer asked={company} rows={2}>
            {(data) => (
              <dl className="facts">
                <dt>{t('settings.name')}</dt>
                <dd>{data.name}</dd>
                <dt>{t('settings.clock')}</dt>
                <dd>
                  <DateText at={data.now} look="dateTime" />
                </dd>
                <dt>{t('settings.demonstration')}</dt>
                <dd>{t(data.demonstration ? 'settings.yes' : 'settings.no')}</dd>
              </dl>
            )}
          </Answer>
        </Panel>
      </div>
    </>
  )
}
