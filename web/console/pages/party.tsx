import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { actOnParty, listPartyOrders, showParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PartyGot, PartyReached } from '../orders/party-panels.tsx'
import { PageHead } from '../page-head.tsx'
import { partyTones } from './parties.tsx'

const ROWS = 25

type Party = Inside<typeof showParty, 'response'>
type Act = Party['acts'][number]

/** One party: what was bought at it, what its host gets, its orders, and what can be done with it. */
export function Component() {
  const { t } = useTranslation()
  const { party = '' } = useParams()
  const { data: session } = useSession()
  const [act, setAct] = useState<Act>()
  const asked = useAnswer(showParty, { params: { party } })
  const close = () => setAct(undefined)
  return (
    <Answer asked={asked}>
      {(known) => (
        <>
          <PageHead
            title={t('parties.of', { host: known.host.name })}
            lead={<Badge tone={partyTones[known.state]}>{t(`parties.states.${known.state}`)}</Badge>}
            aside={
              mayDo(session, 'orders.parties')
                ? known.acts.map((one) => (
                    <Button
                      key={one}
                      size="xs"
                      variant={one === 'close' ? 'filled' : 'default'}
                      onClick={() => setAct(one)}
                    >
                      {t(`parties.acts.${one}`)}
                    </Button>
                  ))
                : undefined
            }
          />
          <div className="columns">
            <div className="stack">
              <Orders party={known.party} />
            </div>
            <div className="stack">
              <PartyReached party={known} />
              <PartyGot party={known} />
              <About party={known} />
            </div>
          </div>
          <Modal
            opened={act !== undefined}
            onClose={close}
            title={act === undefined ? '' : t(`parties.confirm.${act}`)}
          >
            {act === undefined ? null : <Confirm party={known} act={act} onDone={close} />}
          </Modal>
        </>
      )}
    </Answer>
  )
}

function Confirm({ party, act, onDone }: { party: Party; act: Act; onDone: () => void }) {
  const { t } = useTranslation()
  const send = useAct(actOnParty, { onDone })
  return (
    <div className="stack">
      <p>{t(`parties.confirmBody.${act}`)}</p>
      {send.error ? <Failed error={send.error} /> : null}
      <Button
        loading={send.isPending}
        onClick={() =>
          send.mutate({ ask: { params: { party: party.party }, body: { act, state: party.state } } })
        }
      >
        {t(`parties.acts.${act}`)}
      </Button>
    </div>
  )
}

function About({ party }: { party: Party }) {
  const { t } = useTranslation()
  const { host, seller, kind, place, heldAt, endsOn, closedAt, shipsTo, address, bookedFrom, link } = party
  return (
    <Panel title={t('parties.about')}>
      <dl className="facts">
        <dt>{t('parties.host')}</dt>
        <dd>
          {host.name}
          <p className="small soft number">{host.person ?? t('parties.noAccount')}</p>
        </dd>
        <dt>{t('parties.seller')}</dt>
        <dd>{seller.name ?? seller.code}</dd>
        <dt>{t('parties.place')}</dt>
        <dd>
          {t(`parties.kinds.${kind}`)}
          {place === null ? null : `, ${place}`}
        </dd>
        <dt>{t('parties.heldAt')}</dt>
        <dd>
          <DateText at={heldAt} look="dateTime" />
        </dd>
        <dt>{t('parties.endsOn')}</dt>
        <dd>
          <DateText at={Date.parse(endsOn)} timeZone="UTC" />
        </dd>
        {closedAt === null ? null : (
          <>
            <dt>{t('parties.closedAt')}</dt>
            <dd>
              <DateText at={closedAt} look="dateTime" />
            </dd>
          </>
        )}
        <dt>{t('parties.parcels')}</dt>
        <dd>{t(`parties.shipping.${shipsTo}`)}</dd>
        {address === null ? null : (
          <>
            <dt>{t('parties.address')}</dt>
            <dd>
              {address.recipient}, {address.line1}, {address.postalCode} {address.city}
            </dd>
          </>
        )}
        {bookedFrom === null ? null : (
          <>
            <dt>{t('parties.bookedFrom')}</dt>
            <dd>
              <Link to={`/orders/parties/${bookedFrom}`}>{bookedFrom}</Link>
            </dd>
          </>
        )}
        {party.state === 'open' ? (
          <>
            <dt>{t('parties.link')}</dt>
            <dd>
              <a href={link}>{t('parties.of', { host: host.name })}</a>
            </dd>
          </>
        ) : null}
      </dl>
    </Panel>
  )
}

type Row = Inside<typeof listPartyOrders, 'response'>['rows'][number]

function Orders({ party }: { party: string }) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const { page, rows } = pageAsk(state, ROWS)
  const asked = useAnswer(listPartyOrders, { params: { party }, query: { page, rows } }, { keep: true })
  const columns: readonly Column<Row>[] = [
    {
      key: 'order',
      name: t('parties.order'),
      fixed: true,
      render: ({ order }) => (
        <Link className="table__row-link number" to={`/orders/${order}`}>
          {order}
        </Link>
      ),
    },
    {
      key: 'buyer',
      name: t('parties.buyer'),
      fixed: true,
      render: ({ buyer, guestName }) => buyer?.name ?? buyer?.code ?? guestName ?? t('parties.guest'),
    },
    {
      key: 'placedAt',
      name: t('parties.placedAt'),
      render: ({ placedAt }) => <DateText at={placedAt} look="dateTime" />,
    },
    { key: 'total', name: t('parties.total'), right: true, render: ({ total }) => <Money value={total} /> },
  ]
  return (
    <DataTable
      label={t('parties.orders')}
      columns={columns}
      rowKey={(row) => row.order}
      asked={asked}
      rowsPerPage={ROWS}
      empty={{ title: t('parties.noOrders'), body: t('parties.noOrdersBody') }}
    />
  )
}
