import { useTranslation } from 'react-i18next'
import type { showMyParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from './date-text.tsx'
import { fillPercent, formatMoney } from './format.ts'
import { useLocale } from './locale.ts'

type Party = Pick<Inside<typeof showMyParty, 'response'>, 'sales' | 'next' | 'tiers' | 'rewards'>

/** How far a party is on the steps of what its host gets; `none` where there are no steps. */
export function PartySteps({ party, none, title }: { party: Party; none: string; title?: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { sales, next, tiers } = party
  if (tiers.length === 0) return <p className="small quiet">{none}</p>
  const goal = next ? sales.minor + next.missing.minor : sales.minor
  return (
    <>
      <span className="party-track" aria-hidden="true">
        <span style={{ width: `${goal === 0n ? 0 : fillPercent(sales.minor, goal)}%` }} />
      </span>
      <p className="strong" aria-live="polite">
        {next
          ? t('kit.party.missing', { amount: formatMoney(next.missing, locale), gives: listed(next.gives) })
          : t('kit.party.allReached')}
      </p>
      {title === undefined ? null : <h2 className="party-steps__title">{title}</h2>}
      <ol className="party-steps">
        {tiers.map(({ from, isReached, gives }) => (
          <li key={from.minor.toString()} data-reached={isReached}>
            <span className="small quiet">
              {t('kit.party.step', { amount: formatMoney(from, locale) })}
              {isReached ? `, ${t('kit.party.isReached')}` : ''}
            </span>
            <span>{listed(gives)}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

function listed(gives: readonly Readonly<{ title: string }>[]): string {
  return gives.map(({ title }) => title).join(' · ')
}

/** What the host of a party got, and how much of it was used. */
export function PartyGifts({ rewards }: Pick<Party, 'rewards'>) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <ul className="stack stack--tight">
      {rewards.map(({ title, uses, used, credit, expiresAt, party: of, isBooking }) => (
        <li key={`${of} ${title}`}>
          <span className="strong">
            {credit
              ? t('kit.party.credit', { title, amount: formatMoney(credit.whole, locale) })
              : t('kit.party.reward', { title, count: uses })}
          </span>
          <div className="small quiet">
            {isBooking ? `${t('kit.party.ofBooking', { party: of })}, ` : ''}
            {used === null || expiresAt === null ? (
              t('kit.party.rewardWaits')
            ) : (
              <>
                {credit
                  ? t('kit.party.creditUsed', {
                      used: formatMoney(credit.used, locale),
                      whole: formatMoney(credit.whole, locale),
                    })
                  : t('kit.party.rewardUsed', { used, uses })}{' '}
                <DateText at={expiresAt} />
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
