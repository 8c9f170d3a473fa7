import { Button, Modal, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { changeStanding, personKind, personStatus, showPerson } from '#modules/field/contract.ts'
import { listDirects, showLine } from '#modules/genealogy/contract.ts'
import { personWallet } from '#modules/ledger/contract.ts'
import { listOrders } from '#modules/orders/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { PersonLine, PersonMark } from '#kit/person-mark.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { Stem } from '#kit/steps.tsx'
import { Count } from '#kit/volume.tsx'
import { PersonAdjustments } from '../adjustments/person-adjustments.tsx'
import { PersonCredit } from '../orders/person-credit.tsx'
import { AskMove } from '../moves/ask-move.tsx'
import { Positions } from '../positions/positions.tsx'
import { healthOf, options, toneOf } from '../words.ts'

const DIRECTS_SHOWN = 12

/** One person: who they are, where they stand in the tree, what they bought and what they are owed. */
export function Component() {
  const { t } = useTranslation()
  const { person: id = '' } = useParams()
  const { data: session } = useSession()
  const asked = useAnswer(showPerson, { params: { person: id } })
  return (
    <Answer asked={asked}>
      {(person) => (
        <>
          <div className="page-head" style={{ alignItems: 'center' }}>
            <PersonMark
              person={{ name: person.displayName, health: healthOf(person.status) }}
              size={56}
              silent
            />
            <div>
              <h1>{person.displayName}</h1>
              <span className="soft number">
                {t(`person.kinds.${person.kind}`)} {person.code}, {person.market}
              </span>
            </div>
            <div className="page-head__aside">
              <Badge tone={toneOf(person.status)}>{t(`person.statuses.${person.status}`)}</Badge>
            </div>
          </div>
          <div className="columns">
            <div className="stack">
              <Orders code={person.code} />
              <Line id={id} name={person.displayName} />
            </div>
            <div className="stack">
              <Panel title={t('person.facts')}>
                <dl className="facts">
                  <dt>{t('person.email')}</dt>
                  <dd>{person.email ?? '–'}</dd>
                  <dt>{t('person.phone')}</dt>
                  <dd>{person.phone ?? '–'}</dd>
                  <dt>{t('person.joined')}</dt>
                  <dd>
                    <DateText at={person.joinedAt} look="day" />
                  </dd>
                  <dt>{t('person.shop')}</dt>
                  <dd>
                    {person.shopName === null ? (
                      '–'
                    ) : (
                      <a href={`/${person.shopName}`}>{`/${person.shopName}`}</a>
                    )}
                  </dd>
                </dl>
              </Panel>
              {person.kind === 'distributor' ? <Positions id={id} name={person.displayName} /> : null}
              <Wallet code={person.code} />
              {mayDo(session, 'pay.read') ? <PersonAdjustments id={id} name={person.displayName} /> : null}
              <PersonCredit code={person.code} name={person.displayName} />
              <Standing id={id} kind={person.kind} status={person.status} />
              <Panel title={t('person.history')}>
                <Stem
                  label={t('person.history')}
                  items={person.history.map((entry) => ({
                    key: String(entry.from),
                    when: <DateText at={entry.from} />,
                    title: t(`person.kinds.${entry.kind}`),
                    note: t(`person.statuses.${entry.status}`),
                  }))}
                />
              </Panel>
            </div>
          </div>
        </>
      )}
    </Answer>
  )
}

function Orders({ code }: { code: string }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const asked = useAnswer(listOrders, { query: { person: code, rows: 6 } })
  return (
    <Panel
      flush
      title={t('person.orders')}
      aside={
        <span className="row">
          {mayDo(session, 'orders.place') ? (
            <Link className="text-link" to={`/orders/drafts/new?person=${code}`}>
              {t('drafts.begin')}
            </Link>
          ) : null}
          <Link className="text-link" to={`/orders?person=${code}`}>
            {t('person.allOrders')}
          </Link>
        </span>
      }
    >
      <Answer asked={asked}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty title={t('person.noOrders')} />
          ) : (
            <table className="table" aria-label={t('person.orders')}>
              <tbody>
                {page.rows.map((order) => (
                  <tr key={order.code}>
                    <td>
                      <Link className="table__row-link" to={`/orders/${order.code}`}>
                        {order.code}
                      </Link>
                      <div className="small soft">
                        <DateText at={order.placedAt} look="day" />, {t(`order.channels.${order.channel}`)}
                      </div>
                    </td>
                    <td className="table__right">
                      <Money value={order.total} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
    </Panel>
  )
}

function Line({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const [asking, setAsking] = useState(false)
  const line = useAnswer(showLine, { params: { person: id }, query: {} })
  const directs = useAnswer(listDirects, { params: { person: id }, query: { rows: DIRECTS_SHOWN } })
  return (
    <Panel
      title={t('person.tree')}
      aside={
        line.data ? (
          <Link className="text-link" to={`/people/${id}/team`}>
            {t('person.below', { count: line.data.below })}
          </Link>
        ) : null
      }
    >
      <div className="columns columns--even">
        <div className="stack stack--tight">
          <h3>{t('person.upline')}</h3>
          <Answer asked={line}>
            {(data) => (
              <>
                {data.upline.length === 0 ? <p className="soft small">{t('person.top')}</p> : null}
                {data.upline.map((above) => (
                  <Link key={above.person} className="plain-link" to={`/people/${above.person}`}>
                    <PersonLine
                      person={{ name: above.displayName, health: healthOf(above.status) }}
                      note={above.code}
                      size={32}
                    />
                  </Link>
                ))}
              </>
            )}
          </Answer>
        </div>
        <div className="stack stack--tight">
          <h3>
            {t('person.directs')}{' '}
            <span className="quiet">{line.data ? <Count value={line.data.directs} /> : null}</span>
          </h3>
          <Answer asked={directs}>
            {(page) => (
              <>
                {page.rows.length === 0 ? <p className="soft small">{t('person.noDirects')}</p> : null}
                {page.rows.map((below) => (
                  <Link key={below.person} className="plain-link" to={`/people/${below.person}`}>
                    <PersonLine
                      person={{ name: below.displayName, health: healthOf(below.status) }}
                      note={`${below.code}, ${t(`person.kinds.${below.kind}`)}`}
                      size={32}
                    />
                  </Link>
                ))}
              </>
            )}
          </Answer>
        </div>
      </div>
      {mayDo(session, 'genealogy.read') ? (
        <p className="person__move">
          {(line.data?.below ?? 0) > 0 ? (
            <Link className="text-link" to={`/people/${id}/tree`}>
              {t('person.drawTree')}
            </Link>
          ) : null}
          <Link className="text-link" to={`/people/${id}/then`}>
            {t('asOf.open')}
          </Link>
        </p>
      ) : null}
      {mayDo(session, 'genealogy.move') && (line.data?.upline.length ?? 0) > 0 ? (
        <div className="form__acts person__move">
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {t('moves.ask')}
          </Button>
        </div>
      ) : null}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('moves.askTitle', { name })}>
        <AskMove person={id} />
      </Modal>
    </Panel>
  )
}

function Wallet({ code }: { code: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(personWallet, { params: { code }, query: { rows: 5 } })
  return (
    <Panel title={t('person.wallet')}>
      <Answer asked={asked} rows={2}>
        {(wallet) => (
          <>
            {wallet.balances.length === 0 ? <p className="soft small">{t('person.noWallet')}</p> : null}
            <dl className="facts">
              {wallet.balances.map((entry) => (
                <div key={entry.legalEntity + entry.balance.currency} style={{ display: 'contents' }}>
                  <dt>{t('person.owed', { entity: entry.legalEntity })}</dt>
                  <dd className="strong">
                    <Money value={entry.balance} />
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </Answer>
    </Panel>
  )
}

function Standing({ id, kind, status }: { id: string; kind: string; status: string }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState({ kind, status })
  const change = useAct(changeStanding)
  const next = changeStanding.body.safeParse(chosen)
  const same = chosen.kind === kind && chosen.status === status
  return (
    <Panel title={t('person.standing')}>
      <div className="stack stack--tight">
        <Select
          label={t('person.kind')}
          allowDeselect={false}
          data={options(t, 'person.kinds', personKind.options)}
          value={chosen.kind}
          onChange={(value) => setChosen({ ...chosen, kind: value ?? kind })}
        />
        <Select
          label={t('person.status')}
          allowDeselect={false}
          data={options(t, 'person.statuses', personStatus.options)}
          value={chosen.status}
          onChange={(value) => setChosen({ ...chosen, status: value ?? status })}
        />
        <p className="tiny quiet">{t('person.standingNote')}</p>
        <Button
          variant="default"
          disabled={same || !next.success}
          loading={change.isPending}
          onClick={() => next.success && change.mutate({ ask: { params: { person: id }, body: next.data } })}
        >
          {t('person.changeStanding')}
        </Button>
      </div>
    </Panel>
  )
}
