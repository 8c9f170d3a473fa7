import { IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { expectedPay, listStatements } from '#modules/compensation/contract.ts'
import { myWallet } from '#modules/ledger/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText, PeriodText } from '#kit/date-text.tsx'
import { formatPeriod, sentenceCase } from '#kit/format.ts'
import { FreshNote } from '#kit/fresh-note.tsx'
import { useLocale } from '#kit/locale.ts'
import { BigMoney, Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { MyPositions } from '../parts/my-positions.tsx'
import { PageTitle } from '../parts/top-bar.tsx'

const LIVE_MS = 2_000

/** What to expect now, what stands in the wallet, and every statement. */
export function Component() {
  const { t } = useTranslation()
  const locale = useLocale()
  const expected = useAnswer(expectedPay, { query: {} }, { everyMs: LIVE_MS })
  const statements = useAnswer(listStatements, {})
  return (
    <>
      <PageTitle title={t('place.money')} />
      <section className="section section--line" style={{ paddingTop: 0 }}>
        <Answer asked={expected} rows={3}>
          {(pay) => (
            <>
              <p className="soft">
                {t('home.expected', { period: formatPeriod(pay.period, locale, 'month') })}
              </p>
              <BigMoney value={pay.total} huge />
              <p>
                <FreshNote askedAt={expected.dataUpdatedAt} />
              </p>
              {pay.byBonus.map((entry) => (
                <Link
                  key={entry.bonus}
                  className="list-row"
                  style={{ paddingInline: 0 }}
                  to={`/money/${pay.period}/why?bonus=${encodeURIComponent(entry.bonus)}`}
                >
                  <span>{sentenceCase(entry.bonus)}</span>
                  <span className="list-row__end">
                    <strong>
                      <Money value={entry.amount} />
                    </strong>
                    <div className="good small strong">{t('kit.why')}</div>
                  </span>
                </Link>
              ))}
            </>
          )}
        </Answer>
      </section>
      <Wallet />
      <MyPositions />
      <section className="section">
        <div className="section__head">
          <h2>{t('money.statements')}</h2>
        </div>
      </section>
      <Answer asked={statements}>
        {(data) =>
          data.statements.length === 0 ? (
            <Empty title={t('money.noStatements')} body={t('money.noStatementsBody')} />
          ) : (
            <ul>
              {data.statements.map((statement) => (
                <li key={statement.period}>
                  <Link className="list-row" to={`/money/${statement.period}`}>
                    <span>
                      <span className="strong">
                        <PeriodText period={statement.period} />
                      </span>
                      <div className="small quiet">
                        {statement.rank === null ? '' : `${statement.rank}, `}
                        {t('money.accepted')} <DateText at={statement.acceptedAt} />
                      </div>
                    </span>
                    <span className="row">
                      <strong>
                        <Money value={statement.total} />
                      </strong>
                      <IconChevronRight size={18} aria-hidden />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      <section className="section">
        <Link className="text-link" to="/money/then">
          {t('asOf.open')}
        </Link>
      </section>
    </>
  )
}

function Wallet() {
  const { t } = useTranslation()
  const asked = useAnswer(myWallet, { query: { rows: 5 } })
  if (!asked.data || asked.data.balances.length === 0) return null
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('money.wallet')}</h2>
      </div>
      {asked.data.balances.map((entry) => (
        <div key={entry.legalEntity + entry.balance.currency} className="sum">
          <span>{t('money.available')}</span>
          <strong>
            <Money value={entry.available} />
          </strong>
        </div>
      ))}
      {asked.data.movements.rows.map((movement) => (
        <div key={`${movement.at}-${movement.code}-${movement.about?.id ?? ''}`} className="sum small">
          <span className="soft">
            {t(`money.codes.${movement.code.replaceAll('.', '_')}`, { defaultValue: movement.code })}{' '}
            {movement.about?.kind === 'order' ? movement.about.id : null} <DateText at={movement.at} />
          </span>
          <Money value={movement.amount} signed />
        </div>
      ))}
    </section>
  )
}
