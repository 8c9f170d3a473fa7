import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { settleOrderPayment, showOrderPayments } from '#modules/orders/contract/paying.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { payTone, toneOf } from '../words.ts'
import type { ShownOrder } from './order-lines.tsx'
import { CardNews } from './card-news.tsx'
import { BackForm, CameInForm, PayForm } from './payment-forms.tsx'

type Paid = Inside<typeof showOrderPayments, 'response'>
export type ShownPayment = Paid['payments'][number]

/** What is done in the dialog that is open. */
type Doing =
  | Readonly<{ act: 'pay' }>
  | Readonly<{ act: 'cameIn'; payment: ShownPayment }>
  | Readonly<{ act: 'refund' | 'reversal'; payment: ShownPayment | undefined; by?: 'transfer' }>

/** What is owed for an order, what was paid and went back, and what staff can do about it. */
export function OrderPayments({ order }: { order: ShownOrder }) {
  const { t } = useTranslation()
  const session = useSession()
  const [doing, setDoing] = useState<Doing>()
  const asked = useAnswer(showOrderPayments, { params: { code: order.code } })
  const close = () => setDoing(undefined)
  const mayTake = mayDo(session.data, 'orders.pay')
  const mayRefund = mayDo(session.data, 'orders.refund')
  return (
    <Panel
      title={t('order.paying.title')}
      aside={
        mayTake && asked.data && asked.data.money.owed.minor > 0n ? (
          <Button variant="subtle" size="compact-xs" onClick={() => setDoing({ act: 'pay' })}>
            {t('order.paying.take')}
          </Button>
        ) : null
      }
    >
      <Answer asked={asked} rows={3}>
        {(paid) => (
          <div className="stack">
            <MoneyFacts money={paid.money} />
            {paid.payments.length + paid.back.length === 0 ? null : (
              <ul className="payments">
                {paid.payments.map((payment) => (
                  <PaymentRow
                    key={payment.id}
                    code={order.code}
                    payment={payment}
                    mayTake={mayTake}
                    mayRefund={mayRefund}
                    onDoing={setDoing}
                  />
                ))}
                {paid.back.map((back) => (
                  <li
                    key={`${back.at} ${back.kind} ${back.method} ${back.amount.minor}`}
                    className="payment-row"
                  >
                    <span>
                      <span className="strong">{t(`order.paying.back.${back.kind}`)}</span>
                      <div className="tiny quiet">
                        {t(`movement.methods.${back.method}`)}, <DateText at={back.at} look="dateTime" />
                        {back.by === null ? null : `, ${back.by}`}
                        {back.reason === null ? null : <div>{back.reason}</div>}
                      </div>
                    </span>
                    <Money
                      value={
                        back.kind === 'returned' ? back.amount : { ...back.amount, minor: -back.amount.minor }
                      }
                    />
                  </li>
                ))}
              </ul>
            )}
            {mayRefund && paid.money.waiting.minor > 0n && order.buyer ? (
              <Button
                variant="default"
                size="xs"
                onClick={() => setDoing({ act: 'refund', payment: undefined })}
              >
                {t('order.paying.toWallet')}
              </Button>
            ) : null}
            {mayRefund && paid.money.waiting.minor > 0n && paid.payments.some(didFail) ? (
              <Button
                variant="default"
                size="xs"
                onClick={() => setDoing({ act: 'refund', payment: undefined, by: 'transfer' })}
              >
                {t('order.paying.byTransfer')}
              </Button>
            ) : null}
            <Modal
              opened={doing !== undefined}
              onClose={close}
              title={doing ? t(`order.paying.titles.${doing.act}`, { code: order.code }) : ''}
            >
              {doing?.act === 'pay' ? (
                <PayForm code={order.code} owed={paid.money.owed} onDone={close} />
              ) : null}
              {doing?.act === 'cameIn' ? (
                <CameInForm code={order.code} payment={doing.payment} onDone={close} />
              ) : null}
              {doing?.act === 'refund' || doing?.act === 'reversal' ? (
                <BackForm
                  code={order.code}
                  kind={doing.act}
                  payment={doing.payment}
                  by={doing.by}
                  most={mostOf(paid, doing)}
                  onDone={close}
                />
              ) : null}
            </Modal>
          </div>
        )}
      </Answer>
    </Panel>
  )
}

/** What could not be sent back to a card may go another way. */
function didFail({ card }: ShownPayment): boolean {
  return card?.refunds.some(({ state }) => state === 'failed') ?? false
}

function mostOf(paid: Paid, doing: Extract<Doing, { act: 'refund' | 'reversal' }>) {
  if (!doing.payment) return paid.money.waiting
  return doing.act === 'refund' ? doing.payment.mostRefund : doing.payment.mostReversal
}

function MoneyFacts({ money }: { money: Paid['money'] }) {
  const { t } = useTranslation()
  const rest = (['refunded', 'waiting'] as const).filter((which) => money[which].minor !== 0n)
  return (
    <dl className="facts">
      <dt>
        <Badge tone={payTone(money.state)}>{t(`order.paying.states.${money.state}`)}</Badge>
      </dt>
      <dd />
      <dt className="strong">{t('order.paying.owed')}</dt>
      <dd className="strong">
        <Money value={money.owed} />
      </dd>
      <dt>{t('order.paying.paid')}</dt>
      <dd>
        <Money value={money.paid} />
      </dd>
      {rest.map((which) => (
        <div key={which} style={{ display: 'contents' }}>
          <dt>{t(`order.paying.${which}`)}</dt>
          <dd>
            <Money value={money[which]} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function PaymentRow({
  code,
  payment,
  mayTake,
  mayRefund,
  onDoing,
}: {
  code: string
  payment: ShownPayment
  mayTake: boolean
  mayRefund: boolean
  onDoing: (doing: Doing) => void
}) {
  const { t } = useTranslation()
  const settle = useAct(settleOrderPayment)
  // How a payment by card ends is said by its provider.
  const isOpen = payment.card === null && (payment.state === 'pending' || payment.state === 'unknown')
  const fail = () =>
    settle.mutate({ ask: { params: { code, payment: payment.id }, body: { outcome: 'failed' } } })
  return (
    <li className="payment-row">
      <span>
        <span className="strong">{t(`movement.methods.${payment.method}`)}</span>{' '}
        {payment.state === 'succeeded' ? null : (
          <Badge tone={toneOf(payment.state)}>{t(`movement.states.${payment.state}`)}</Badge>
        )}
        <div className="tiny quiet">
          <DateText at={payment.settledAt ?? payment.at} look="dateTime" />
          {payment.by === null ? null : `, ${payment.by}`}
          {payment.reference === null ? null : `, ${payment.reference}`}
        </div>
        <span className="payment-row__acts">
          {mayTake && isOpen ? (
            <>
              <Button variant="default" size="compact-xs" onClick={() => onDoing({ act: 'cameIn', payment })}>
                {t('order.paying.cameIn')}
              </Button>
              <Button variant="subtle" size="compact-xs" loading={settle.isPending} onClick={fail}>
                {t('order.paying.didNot')}
              </Button>
            </>
          ) : null}
          {mayRefund && payment.mostRefund.minor > 0n ? (
            <Button variant="default" size="compact-xs" onClick={() => onDoing({ act: 'refund', payment })}>
              {t('order.paying.giveBack')}
            </Button>
          ) : null}
          {mayRefund && payment.mostReversal.minor > 0n ? (
            <Button variant="subtle" size="compact-xs" onClick={() => onDoing({ act: 'reversal', payment })}>
              {t('order.paying.didNotHold')}
            </Button>
          ) : null}
        </span>
        {settle.error ? <Failed error={settle.error} /> : null}
        {payment.card === null ? null : <CardNews card={payment.card} />}
      </span>
      <Money value={payment.state === 'succeeded' ? payment.paid : payment.asked} />
    </li>
  )
}
