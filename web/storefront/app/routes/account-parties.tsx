import { useTranslation } from 'react-i18next'
import { useLoaderData } from 'react-router'
import { listMyParties, showMyParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '#kit/date-text.tsx'
import { formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { accountFrame } from '../account.ts'
import { AccountNav } from '../parts/account-nav.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { apiContext } from '../shop-context.ts'

type Party = Inside<typeof showMyParty, 'response'>

/** The newest ones; whoever hosts more is a distributor, who has an office. */
const ROWS = 10

export async function loader({ request, context }: PageArgs) {
  const frame = await accountFrame({ request, context })
  const api = context.get(apiContext)
  const { rows } = await api(listMyParties, { query: { role: 'host', rows: ROWS } })
  const parties = await Promise.all(rows.map(({ party }) => api(showMyParty, { params: { party } })))
  return { frame, parties }
}

/** Parties that the customer hosts: what was bought, what is missing for more, and what it brought. */
export default function AccountParties() {
  const { frame, parties } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <ShopPage frame={frame} title={t('party.hosted')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('party.hosted')}</h1>
      </div>
      <AccountNav at="parties" />
      {parties.length === 0 ? (
        <div className="shop-nothing">
          <p>{t('party.hostNone')}</p>
        </div>
      ) : (
        <ul className="party-rows">
          {parties.map((party) => (
            <HostedParty key={party.party} party={party} />
          ))}
        </ul>
      )}
    </ShopPage>
  )
}

function HostedParty({ party }: { party: Party }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { host, heldAt, endsOn, state, sales, guests, next, rewards, link } = party
  return (
    <li>
      <h2 className="account-head">{t('party.title', { host: host.name })}</h2>
      <p>
        <DateText at={heldAt} look="dateTime" />.{' '}
        {state === 'open' ? (
          <>
            {t('party.orderUntil')} <DateText at={Date.parse(endsOn)} timeZone="UTC" />.
          </>
        ) : (
          t(`party.states.${state}`)
        )}
      </p>
      <p>
        {t('party.reached')}{' '}
        <strong>
          <Money value={sales} />
        </strong>{' '}
        {t('party.guests', { count: guests })}
      </p>
      {state === 'open' && next ? (
        <p className="strong">
          {t('party.missingMine', {
            amount: formatMoney(next.missing, locale),
            gives: next.gives.map(({ title }) => title).join(' · '),
          })}
        </p>
      ) : null}
      {state === 'open' ? (
        <a className="text-link" href={link}>
          {t('party.inviteMine')}
        </a>
      ) : null}
      {rewards.map(({ title, uses, used, credit, expiresAt, party: of }) => (
        <p key={`${of} ${title}`}>
          <strong>{title}</strong>{' '}
          <span className="small quiet">
            {credit
              ? t('party.creditUsed', {
                  used: formatMoney(credit.used, locale),
                  whole: formatMoney(credit.whole, locale),
                })
              : t('party.used', { used: used ?? 0, uses })}{' '}
            {expiresAt === null ? null : <DateText at={expiresAt} />}
          </span>
        </p>
      ))}
    </li>
  )
}
