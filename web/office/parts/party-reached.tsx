import { useTranslation } from 'react-i18next'
import type { showMyParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '#kit/date-text.tsx'
import { fillPercent, formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'

export type Party = Inside<typeof showMyParty, 'response'>

/** What was bought so far, what is missing for the next step, and all steps on their stem. */
export function Reached({ party }: { party: Party }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { sales, next, tiers, booking } = party
  const goal = next ? sales.minor + next.missing.minor : sales.minor
  return (
    <div className="stack stack--tight">
      <span className="small soft">{t('parties.sales')}</span>
      <strong className="party-sum">
        <Money value={sales} />
      </strong>
      <span className="small soft">
        {t('parties.orders', { count: party.orders })}, {t('parties.guests', { count: party.guests })}
      </span>
      {tiers.length === 0 ? (
        <p className="small quiet">{t('parties.noSteps')}</p>
      ) : (
        <>
          <span className="party-track" aria-hidden="true">
            <span style={{ width: `${goal === 0n ? 0 : fillPercent(sales.minor, goal)}%` }} />
          </span>
          <p className="strong" aria-live="polite">
            {next
              ? t('parties.missing', { amount: formatMoney(next.missing, locale), gives: listed(next.gives) })
              : t('parties.allReached')}
          </p>
          <h2 className="party-steps__title">{t('parties.steps')}</h2>
          <ol className="party-steps">
            {tiers.map(({ from, isReached, gives }) => (
              <li key={from.minor.toString()} data-reached={isReached}>
                <span className="small quiet">
                  {t('parties.step', { amount: formatMoney(from, locale) })}
                  {isReached ? `, ${t('parties.isReached')}` : ''}
                </span>
                <span>{listed(gives)}</span>
              </li>
            ))}
          </ol>
          {booking === null ? null : (
            <p className="small soft">
              {t('parties.booking', { count: booking.withinDays, title: booking.title })}
            </p>
          )}
        </>
      )}
    </div>
  )
}

function listed(gives: readonly Readonly<{ title: string }>[]): string {
  return gives.map(({ title }) => title).join(' · ')
}

/** What the host got, and how much of it was used. */
export function Rewards({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('parties.rewards')}</h2>
      </div>
      <ul className="stack stack--tight">
        {party.rewards.map(({ title, uses, used, expiresAt, party: of, isBooking }) => (
          <li key={`${of} ${title}`}>
            <span className="strong">{t('parties.reward', { title, count: uses })}</span>
            <div className="small quiet">
              {isBooking ? `${t('parties.ofBooking', { party: of })}, ` : ''}
              {used === null || expiresAt === null ? (
                t('parties.rewardWaits')
              ) : (
                <>
                  {t('parties.rewardUsed', { used, uses })} <DateText at={expiresAt} />
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
