import { useTranslation } from 'react-i18next'
import type { showParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { PartyGifts, PartySteps } from '#kit/party-steps.tsx'

type Party = Inside<typeof showParty, 'response'>

/** What was bought, and the steps of what the host gets for it. */
export function PartyReached({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('parties.reached')}>
      <strong className="party-sum">
        <Money value={party.sales} />
      </strong>
      <PartySteps party={party} none={t('parties.noSteps')} />
    </Panel>
  )
}

/** What became due, and how much of it was used. */
export function PartyGot({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('parties.got')}>
      {party.rewards.length === 0 ? <p className="small quiet">{t('parties.gotNothing')}</p> : null}
      <PartyGifts rewards={party.rewards} />
    </Panel>
  )
}
