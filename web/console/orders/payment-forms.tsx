import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  giveMoneyBack,
  payOrder,
  previewMoneyBack,
  settleOrderPayment,
} from '#modules/orders/contract/paying.ts'
import type { Money as MoneyValue } from '#shared/money.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import type { Ask } from '#kit/api.ts'
import { Money } from '#kit/money.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { amountTyped, typedAmount } from './amount.ts'
import type { ShownPayment } from './order-payments.tsx'

const METHODS = ['transfer', 'cash'] as const

/** Writes down money that came in: cash that was taken, or a transfer that lies on the account. */
export function PayForm({ code, owed, onDone }: { code: string; owed: MoneyValue; onDone: () => void }) {
  const { t } = useTranslation()
  const [method, setMethod] = useState<(typeof METHODS)[number]>('transfer')
  const [typed, setTyped] = useState(typedAmount(owed))
  const [reference, setReference] = useState('')
  const pay = useAct(payOrder, { onDone })
  const amount = amountTyped(typed, owed.currency)
  const isMore = amount !== undefined && amount.minor > owed.minor
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (amount) pay.mutate({ ask: { params: { code }, body: { method, amount, ...told(reference) } } })
      }}
    >
      <SegmentedControl
        fullWidth
        role="radiogroup"
        aria-label={t('order.paying.method')}
        data={METHODS.map((value) => ({ value, label: t(`movement.methods.${value}`) }))}
        value={method}
        onChange={(value) => setMethod(METHODS.find((one) => one === value) ?? 'transfer')}
      />
      <AmountField typed={typed} currency={owed.currency} onChange={setTyped} />
      <ReferenceField value={reference} onChange={setReference} />
      {isMore ? (
        <p className="notice small">
          {t(method === 'transfer' ? 'order.paying.moreWaits' : 'order.paying.moreRefused')}
        </p>
      ) : null}
      <Acts error={pay.error} onDone={onDone}>
        <Button type="submit" disabled={!amount || (isMore && method === 'cash')} loading={pay.isPending}>
          {t('order.paying.take')}
        </Button>
      </Acts>
    </form>
  )
}

/** Says that a payment that was waited for came in, perhaps with another amount. */
export function CameInForm({
  code,
  payment,
  onDone,
}: {
  code: string
  payment: ShownPayment
  onDone: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(typedAmount(payment.asked))
  const [reference, setReference] = useState('')
  const settle = useAct(settleOrderPayment, { onDone })
  const amount = amountTyped(typed, payment.asked.currency)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const params = { code, payment: payment.id }
        if (amount)
          settle.mutate({ ask: { params, body: { outcome: 'succeeded', amount, ...told(reference) } } })
      }}
    >
      <p className="soft small">{t('order.paying.cameInNote')}</p>
      <AmountField typed={typed} currency={payment.asked.currency} onChange={setTyped} />
      <ReferenceField value={reference} onChange={setReference} />
      <Acts error={settle.error} onDone={onDone}>
        <Button type="submit" disabled={!amount} loading={settle.isPending}>
          {t('order.paying.cameIn')}
        </Button>
      </Acts>
    </form>
  )
}

/** Gives money back, by a payment or to the wallet, or says that a payment did not hold; shows first what that makes of the order. */
export function BackForm({
  code,
  kind,
  payment,
  by,
  most,
  onDone,
}: {
  code: string
  kind: 'refund' | 'reversal'
  payment: ShownPayment | undefined
  /** Where no payment is named; undefined: to the wallet. */
  by: 'transfer' | undefined
  most: MoneyValue
  onDone: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(typedAmount(most))
  const [reference, setReference] = useState('')
  const [reason, setReason] = useState('')
  const give = useAct(giveMoneyBack, { onDone })
  const amount = amountTyped(typed, most.currency)
  const wanted = amount && { kind, payment: payment?.id ?? null, amount, ...(by === undefined ? {} : { by }) }
  const why = reason.trim()
  const isCard = payment?.method === 'card'
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const said = { ...told(reference), ...(why === '' ? {} : { reason: why }) }
        if (wanted) give.mutate({ ask: { params: { code }, body: { ...wanted, ...said } } })
      }}
    >
      <p className="soft small">
        {isCard
          ? t('order.paying.cardNote')
          : t(`order.paying.notes.${kind}`, {
              method: t(`movement.methods.${payment?.method ?? by ?? 'wallet'}`),
            })}
      </p>
      <AmountField typed={typed} currency={most.currency} onChange={setTyped} />
      {(payment && !isCard) || by ? <ReferenceField value={reference} onChange={setReference} /> : null}
      <Textarea
        label={t('order.paying.reason')}
        autosize
        minRows={2}
        maxLength={200}
        required={kind === 'reversal'}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {wanted ? <BackPreview code={code} wanted={wanted} /> : null}
      <Acts error={give.error} onDone={onDone}>
        <Button
          type="submit"
          color="clay"
          disabled={!wanted || (kind === 'reversal' && why === '')}
          loading={give.isPending}
        >
          {t(isCard ? 'order.paying.do.card' : `order.paying.do.${kind}`)}
        </Button>
      </Acts>
    </form>
  )
}

function BackPreview({ code, wanted }: { code: string; wanted: Ask<typeof previewMoneyBack>['body'] }) {
  const { t } = useTranslation()
  const asked = useAnswer(previewMoneyBack, { params: { code }, body: wanted }, { keep: true })
  return (
    <Answer asked={asked} rows={2}>
      {({ after }) => (
        <div className="notice">
          <div style={{ flex: 1 }}>
            <p className="small strong">{t('order.paying.after')}</p>
            <dl className="facts">
              {(['owed', 'paid', 'refunded', 'waiting'] as const).map((which) => (
                <div key={which} style={{ display: 'contents' }}>
                  <dt>{t(`order.paying.${which}`)}</dt>
                  <dd>
                    <Money value={after[which]} />
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </div>
      )}
    </Answer>
  )
}

function AmountField({
  typed,
  currency,
  onChange,
}: {
  typed: string
  currency: string
  onChange: (typed: string) => void
}) {
  const { t } = useTranslation()
  const isWrong = typed.trim() !== '' && amountTyped(typed, currency) === undefined
  return (
    <TextInput
      label={t('order.paying.amount', { currency })}
      inputMode="decimal"
      required
      value={typed}
      error={isWrong ? t('order.paying.amountWrong') : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function ReferenceField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={t('order.paying.reference')}
      maxLength={100}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function Acts({ error, onDone, children }: { error: Error | null; onDone: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      {error ? <Failed error={error} /> : null}
      <div className="form__acts">
        {children}
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </>
  )
}

function told(reference: string) {
  const text = reference.trim()
  return text === '' ? {} : { reference: text }
}
