import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { listMyPartyOrders, showMyParty } from '#modules/orders/contract/parties.ts'
import { useAnswer } from '#kit/answers.tsx'
import { CopyLink } from '#kit/copy-link.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer } from '#kit/states.tsx'
import { Pager } from '../parts/pager.tsx'
import { PartyActs } from '../parts/party-acts.tsx'
import { Reached, Rewards, type Party } from '../parts/party-reached.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { ShareButton } from '../parts/share-button.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { partyTones } from './parties.tsx'

const LIVE_MS = 5_000
const ROWS = 10

/** One party: what was bought, how far the next step is, its link, its orders, and what the host got. */
export function Component() {
  const { t } = useTranslation()
  const { party = '' } = useParams()
  const asked = useAnswer(showMyParty, { params: { party } }, { everyMs: LIVE_MS })
  return (
    <Answer asked={asked} rows={6}>
      {(known) => (
        <>
          <TopBar title={t('parties.of', { host: known.host.name })} back="/sell/parties" />
          <section className="section section--line" style={{ paddingTop: 0 }}>
            <About party={known} />
            <Reached party={known} />
          </section>
          {known.state === 'open' ? <Invite party={known} /> : null}
          {known.rewards.length === 0 ? null : <Rewards party={known} />}
          {known.isMine ? <Orders party={known} /> : null}
          <PartyActs party={known} />
        </>
      )}
    </Answer>
  )
}

function About({ party }: { party: Party }) {
  const { t } = useTranslation()
  return (
    <p className="soft" style={{ paddingBottom: 12 }}>
      <Badge tone={partyTones[party.state]}>{t(`parties.states.${party.state}`)}</Badge>{' '}
      {t(`parties.kinds.${party.kind}`)}
      {party.place === null ? null : `, ${party.place}`}, {t('parties.held')}{' '}
      <DateText at={party.heldAt} look="dateTime" />.{' '}
      {party.state === 'open' ? (
        <>
          {t('parties.until')} <DateText at={Date.parse(party.endsOn)} timeZone="UTC" />.{' '}
        </>
      ) : null}
      {party.isMine
        ? null
        : t('parties.soldBy', { name: party.seller.name ?? t('parties.seller', party.seller) })}
    </p>
  )
}

function Invite({ party }: { party: Party }) {
  const { t } = useTranslation()
  const link = window.location.origin + party.link
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('parties.link')}</h2>
      </div>
      <div className="stack">
        <p className="soft">{t('parties.linkBody')}</p>
        <QrCode text={link} label={t('parties.code', { link })} />
        <CopyLink link={link} />
        <ShareButton link={link} title={t('parties.share', { host: party.host.name })} />
      </div>
    </section>
  )
}

function Orders({ party }: { party: Party }) {
  const { t } = useTranslation()
  const [page, setPage] = useState(1)
  const ask = { params: { party: party.party }, query: { page, rows: ROWS } }
  const asked = useAnswer(listMyPartyOrders, ask, { keep: true, everyMs: LIVE_MS })
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('parties.ordersTitle')}</h2>
        {party.state === 'open' ? (
          <Button component={Link} to={`/sell/report?party=${party.party}`} size="md" variant="default">
            {t('parties.order')}
          </Button>
        ) : null}
      </div>
      <Answer asked={asked}>
        {(list) =>
          list.rows.length === 0 ? (
            <p className="soft">{t('parties.noOrders')}</p>
          ) : (
            <>
              <ul>
                {list.rows.map((order) => (
                  <li key={order.order}>
                    <Link
                      className="list-row"
                      to={`/sell/orders/${order.order}`}
                      style={{ paddingInline: 0 }}
                    >
                      <span>
                        <span className="strong">
                          {order.buyer?.name ?? order.guestName ?? t('orders.guest')}
                        </span>
                        <div className="small quiet number">
                          <DateText at={order.placedAt} look="dateTime" />
                          {order.state === 'placed' ? null : `, ${t(`orders.progress.${order.state}`)}`}
                        </div>
                      </span>
                      <span className="list-row__end">
                        <Money value={order.total} />
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
              <Pager page={page} rows={ROWS} total={list.total} onPage={setPage} />
            </>
          )
        }
      </Answer>
    </section>
  )
}
