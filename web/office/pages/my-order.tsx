import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showMyPerson } from '#modules/field/contract.ts'
import { myOrder } from '#modules/orders/contract.ts'
import { noteMyOrder } from '#modules/orders/contract/paying.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { OrderDocuments } from '../parts/order-documents.tsx'
import { BeginAutoship } from '../parts/autoship-form.tsx'
import { EditOrder } from '../parts/edit-order.tsx'
import { OrderWay } from '../parts/order-way.tsx'
import { OrderPayment, type MyOrder } from '../parts/order-payment.tsx'
import { TopBar } from '../parts/top-bar.tsx'

/** One order that I bought or sold: what is in it, what happened to it, how it is paid, and what was said about it. */
export function Component() {
  const { t } = useTranslation()
  const { code = '' } = useParams()
  const asked = useAnswer(myOrder, { params: { code }, query: {} })
  const me = useAnswer(showMyPerson, {})
  return (
    <>
      <TopBar title={t('myOrder.title', { code })} back="/sell/orders" />
      <Answer asked={asked} rows={6}>
        {(order) => (
          <>
            <section className="section section--line">
              <p className="soft" style={{ paddingBottom: 8 }}>
                {order.buyer?.name ?? order.guestName ?? t('orders.guest')}, <DateText at={order.placedAt} />,{' '}
                {t(`orders.progress.${order.progress}`)}
              </p>
              {order.party ? (
                <p className="small soft" style={{ paddingBottom: 8 }}>
                  {t('parties.orderOf', { host: order.party.host })}
                </p>
              ) : null}
              {order.links.map(({ code: other, kind, isFrom }) => (
                <p key={other} className="small" style={{ paddingBottom: 8 }}>
                  <Link className="text-link" to={`/sell/orders/${other}`}>
                    {t(isFrom ? `myOrder.links.${kind}From` : `myOrder.links.${kind}`, { code: other })}
                  </Link>
                </p>
              ))}
              {order.lines.map((line) => (
                <div key={line.line} className="sum">
                  <span>
                    {line.quantity} × {line.product.name}
                    {line.cancelled + line.returned === 0 ? null : (
                      <div className="small quiet">
                        {t('myOrder.givenBack', { count: line.cancelled + line.returned })}
                      </div>
                    )}
                  </span>
                  {line.gift ? t('report.gift') : <Money value={line.total} />}
                </div>
              ))}
              <div className="sum">
                <span>{t('report.shipping')}</span>
                <Money value={order.shipping} />
              </div>
              <div className="sum sum--total">
                <span>{t('myOrder.total')}</span>
                <Money value={order.now.total} />
              </div>
            </section>
            <OrderWay order={order} isSeller={order.seller !== null && order.seller.code === me.data?.code} />
            <OrderPayment order={order} />
            <OrderDocuments code={order.code} />
            {order.buyer !== null && order.buyer.code === me.data?.code ? (
              <>
                <EditOrder order={order} />
                <BeginAutoship order={order.code} />
              </>
            ) : null}
            {order.changes.length === 0 ? null : <Happened order={order} />}
            <Notes order={order} mayWrite={order.buyer !== null && order.buyer.code === me.data?.code} />
          </>
        )}
      </Answer>
    </>
  )
}

function Happened({ order }: { order: MyOrder }) {
  const { t } = useTranslation()
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('myOrder.history')}</h2>
      </div>
      <ul>
        {order.changes.map(({ number, kind, at, lines, tracking }) => (
          <li key={number} className="small">
            <DateText at={at} look="dateTime" />:{' '}
            {t(`myOrder.told.${kind}`, { count: lines.reduce((sum, { quantity }) => sum + quantity, 0) })}
            {tracking === null ? null : `, ${tracking}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Notes({ order, mayWrite }: { order: MyOrder; mayWrite: boolean }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const note = useAct(noteMyOrder, { onDone: () => setText('') })
  if (!mayWrite && order.notes.length === 0) return null
  const said = text.trim()
  return (
    <section className="section">
      <div className="section__head">
        <h2>{t('myOrder.notes')}</h2>
      </div>
      <ul>
        {order.notes.map((one) => (
          <li key={`${one.at} ${one.text}`} style={{ paddingBottom: 12 }}>
            <p>{one.text}</p>
            <div className="small quiet">
              {t(one.byBuyer ? 'myOrder.byMe' : 'myOrder.byCompany')},{' '}
              <DateText at={one.at} look="dateTime" />
            </div>
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            if (said !== '') note.mutate({ ask: { params: { code: order.code }, body: { text: said } } })
          }}
        >
          <Textarea
            size="md"
            label={t('myOrder.newNote')}
            autosize
            minRows={2}
            maxLength={1000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {note.error ? <Failed error={note.error} /> : null}
          <Button type="submit" size="md" variant="default" disabled={said === ''} loading={note.isPending}>
            {t('myOrder.send')}
          </Button>
        </form>
      ) : null}
    </section>
  )
}
