import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listMarkets } from '#modules/company/contract.ts'
import { showPartyRewards } from '#modules/orders/contract/parties.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { PartyRuleForm } from '../orders/party-rule-form.tsx'
import { PageHead } from '../page-head.tsx'

/** What hosts of parties get in a market, from a day on. */
export function Component() {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const markets = useAnswer(listMarkets, {})
  const [chosen, setChosen] = useState<string>()
  const known = markets.data?.markets ?? []
  const market = known.find(({ code }) => code === chosen) ?? known[0]
  return (
    <>
      <PageHead title={t('parties.rules.title')} lead={t('parties.rules.lead')} />
      <Answer asked={markets}>
        {() => (
          <div className="stack">
            {known.length > 1 ? (
              <Select
                label={t('parties.market')}
                data={known.map(({ code, name }) => ({ value: code, label: name }))}
                value={market?.code ?? null}
                onChange={(code) => setChosen(code ?? undefined)}
                allowDeselect={false}
              />
            ) : null}
            <p className="soft prose">
              {t('parties.rules.howTo')} <Link to="/promotions">{t('parties.rules.promotions')}</Link>
            </p>
            {market ? (
              <Rule
                key={market.code}
                market={market.code}
                currency={market.currency}
                mayWrite={mayDo(session, 'orders.parties')}
              />
            ) : null}
          </div>
        )}
      </Answer>
    </>
  )
}

function Rule(props: { market: string; currency: string; mayWrite: boolean }) {
  const { t } = useTranslation()
  const asked = useAnswer(showPartyRewards, { query: { market: props.market } })
  return (
    <Answer asked={asked}>
      {(rule) => (
        <Panel
          title={
            <>
              {t('parties.rules.holds')} <DateText at={Date.parse(rule.on)} timeZone="UTC" />
            </>
          }
        >
          <PartyRuleForm {...props} rule={rule} />
        </Panel>
      )}
    </Answer>
  )
}
