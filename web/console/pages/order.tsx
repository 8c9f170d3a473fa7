import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showOrder } from '#modules/orders/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { ChangeForm, leftFor, type Kind } from '../orders/change-form.tsx'
import { EditForm, isEditable } from '../orders/edit-form.tsx'
import { OrderDocuments } from '../orders/order-documents.tsx'
import { OrderDelivery } from '../orders/order-delivery.tsx'
import { OrderEarned } from '../orders/order-earned.tsx'
import { OrderHistory } from '../orders/order-history.tsx'
import { OrderMails } from '../mails/order-mails.tsx'
import { OrderLines } from '../orders/order-lines.tsx'
import { OrderNotes } from '../orders/order-notes.tsx'
import { OrderPayments } from '../orders/order-payments.tsx'
import { OrderWay } from '../orders/order-way.tsx'
import { OrderSums } from '../orders/order-sums.tsx'
import { PageHead } from '../page-head.tsx'
import { OrderReasons } from '../promotions/reasons.tsx'
import { toneOf } from '../words.ts'

const ACTS = ['send', 'cancel', 'return'] as const

/** One order: its lines as they were placed, what stands of it, what happened to it, and what can be done with it. */
export function Component() {
  const { t } = useTranslation()
  const { code = '' } = useParams()
  const [kind, setKind] = useState<Kind>()
  const close = () => setKind(undefined)
  const [isEdited, setEdited] = useState(false)
  const session = useSession()
  const asked = useAnswer(showOrder, { params: { code }, query: {} })
  return (
    <Answer asked={asked}>
      {(order) => (
        <>
          <PageHead
            title={t('order.title', { code: order.code })}
            lead={<Badge tone={toneOf(order.progress)}>{t(`order.progress.${order.progress}`)}</Badge>}
            aside={
              <>
                {ACTS.filter(
                  (act) =>
                    mayDo(session.data, `orders.${act}`) &&
                    order.lines.some((line) => leftFor(act, line) > 0),
                ).map((act) => (
                  <Button
                    key={act}
                    variant={act === 'send' ? 'filled' : 'default'}
                    size="xs"
                    onClick={() => setKind(act)}
                  >
                    {t(`order.${act}`)}
                  </Button>
                ))}
                {mayDo(session.data, 'orders.edit') && isEditable(order) ? (
                  <Button variant="default" size="xs" onClick={() => setEdited(true)}>
                    {t('order.contents.begin')}
                  </Button>
                ) : null}
                {order.buyer !== null && mayDo(session.data, 'orders.autoship') ? (
                  <Button
                    variant="default"
                    size="xs"
                    component={Link}
                    to={`/orders/autoships/new?order=${order.code}`}
                  >
                    {t('autoships.beginFrom')}
                  </Button>
                ) : null}
              </>
            }
          />
          <div className="columns">
            <div className="stack">
              <OrderLines order={order} />
              <OrderHistory order={order} />
              <OrderNotes order={order} mayNote={mayDo(session.data, 'orders.note')} />
            </div>
            <div className="stack">
              <OrderSums order={order} />
              <OrderWay order={order} maySend={mayDo(session.data, 'orders.send')} />
              <OrderPayments order={order} />
              {mayDo(session.data, 'billing.read') ? (
                <OrderDocuments code={order.code} mayMail={mayDo(session.data, 'messaging.send')} />
              ) : null}
              {mayDo(session.data, 'messaging.read') ? <OrderMails code={order.code} /> : null}
              <OrderEarned order={order} />
              {mayDo(session.data, 'promotions.read') ? (
                <OrderReasons code={order.code} market={order.market} />
              ) : null}
              <Panel title={t('order.people')}>
                <dl className="facts">
                  <dt>{t('order.buyer')}</dt>
                  <dd>{order.buyer?.name ?? order.buyer?.code ?? order.guestName ?? t('order.guest')}</dd>
                  <dt>{t('order.seller')}</dt>
                  <dd>{order.seller?.name ?? order.seller?.code ?? '–'}</dd>
                  <dt>{t('order.sponsor')}</dt>
                  <dd>{order.sponsor?.name ?? order.sponsor?.code ?? '–'}</dd>
                  {order.party ? (
                    <>
                      <dt>{t('parties.party')}</dt>
                      <dd>
                        <Link to={`/orders/parties/${order.party.code}`}>
                          {t('parties.of', { host: order.party.host })}
                        </Link>
                        {order.party.shipsTo === 'host' ? (
                          <p className="small soft">{t('parties.parcelToHost')}</p>
                        ) : null}
                      </dd>
                    </>
                  ) : null}
                  <dt>{t('order.channel')}</dt>
                  <dd>{t(`order.channels.${order.channel}`)}</dd>
                  <dt>{t('order.placedAt')}</dt>
                  <dd>
                    <DateText at={order.placedAt} look="dateTime" />
                  </dd>
                  <dt>{t('order.commissionAt')}</dt>
                  <dd>
                    {order.commissionAt === null ? (
                      t('order.notYet')
                    ) : (
                      <DateText at={order.commissionAt} look="dateTime" />
                    )}
                    {order.late ? <p className="small soft">{t('order.late')}</p> : null}
                  </dd>
                  {order.cancelledAt === null ? null : (
                    <>
                      <dt>{t('order.cancelledAt')}</dt>
                      <dd>
                        <DateText at={order.cancelledAt} look="dateTime" />
                      </dd>
                    </>
                  )}
                </dl>
              </Panel>
              <OrderDelivery order={order} mayEdit={mayDo(session.data, 'orders.edit')} />
            </div>
          </div>
          <Modal
            opened={kind !== undefined}
            onClose={close}
            size="lg"
            title={t(`order.change.${kind ?? 'send'}Title`, { code: order.code })}
          >
            {kind === undefined ? null : (
              <ChangeForm
                order={order}
                kind={kind}
                mayReplace={mayDo(session.data, 'orders.place')}
                onDone={close}
              />
            )}
          </Modal>
          <Modal
            opened={isEdited}
            onClose={() => setEdited(false)}
            size="lg"
            title={t('order.contents.title', { code: order.code })}
          >
            <EditForm order={order} onDone={() => setEdited(false)} />
          </Modal>
        </>
      )}
    </Answer>
  )
}
