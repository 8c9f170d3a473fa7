import { useTranslation } from 'react-i18next'
import type { showMyParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { Money } from '#kit/money.tsx'
import { PartyGifts, PartySteps } from '#kit/party-steps.tsx'

export type Party = Inside<typeof showMyParty, 'response'>

/** What was bought so far, what is missing for the next step, and all steps on their stem. */
export function Reached({ party }: { party: Party }) {
  const { t } = useTranslation()
  const { sales, tiers, booking } = party
  return (
    <div className="stack stack--tight">
      <span className="small soft">{t('parties.sales')}</span>
      <strong className="party-sum">
        <Money value={sales} />
      </strong>
      <span className="small soft">
        {t('parties.orders', { count: party.orders })}, {t('parties.guests', { count: party.guests })}
      </span>
      <PartySteps party={party} none={t('parties.noSteps')} title={t('parties.steps')} />
      {tiers.length === 0 || booking === null ? null : (
        <p className="small soft">
          {t('parties.booking', { count: booking.withinDays, title: booking.title })}
        </p>
      )}
    </div>
  )
}

/** What the host got, and how much of it was used. */
export function Rewards({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('parties.rewards')}</h2>
      </div>
      <PartyGifts rewards={party.rewards} />
    </section>
  )
}
