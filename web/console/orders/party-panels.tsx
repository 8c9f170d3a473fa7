import { useTranslation } from 'react-i18next'
import type { showParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { fillPercent, formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'

type Party = Inside<typeof showParty, 'response'>

/** What was bought, and the steps of what the host gets for it. */
export function PartyReached({ party }: { party: Party }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { sales, next, tiers } = party
  const goal = next ? sales.minor + next.missing.minor : sales.minor
  return (
    <Panel title={t('parties.reached')}>
      <strong className="party-sum">
        <Money value={sales} />
      </strong>
      {tiers.length === 0 ? (
        <p className="small quiet">{t('parties.noSteps')}</p>
      ) : (
        <>
          <span className="party-track" aria-hidden="true">
            <span style={{ width: `${goal === 0n ? 0 : fillPercent(sales.minor, goal)}%` }} />
          </span>
          <p className="strong">
            {next
              ? t('parties.missing', { amount: formatMoney(next.missing, locale), gives: listed(next.gives) })
              : t('parties.allReached')}
          </p>
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
        </>
      )}
    </Panel>
  )
}

function listed(gives: readonly Readonly<{ title: string }>[]): string {
  return gives.map(({ title }) => title).join(' · ')
}

/** What became due, and how much of it was used. */
export function PartyGot({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('parties.got')}>
      {party.rewards.length === 0 ? <p className="small quiet">{t('parties.gotNothing')}</p> : null}
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
    </Panel>
  )
}
