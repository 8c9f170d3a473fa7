import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cancelOrder, replaceOrderGoods, returnOrder, sendOrder } from '#modules/orders/contract/changes.ts'
import { useAct } from '#kit/answers.tsx'
import { Failed } from '#kit/states.tsx'
import { ChangePreview, type Wanted } from './change-preview.tsx'
import { MoneyTermsFields, usualTerms, wireTerms } from './money-terms.tsx'
import { goodsOf, InsteadFields, type Instead } from './instead-fields.tsx'
import { Goods, type ShownLine, type ShownOrder } from './order-lines.tsx'

export type Kind = 'cancel' | 'send' | 'return'
const DISPOSITIONS = ['resaleable', 'damaged', 'lost'] as const
type Disposition = (typeof DISPOSITIONS)[number]
type Chosen = Readonly<{ quantity: number; disposition: Disposition }>

/** How many pieces of a line can be changed in a way. */
export function leftFor(kind: Kind, { quantity, cancelled, sent, returned }: ShownLine): number {
  return kind === 'return' ? sent - returned : quantity - cancelled - sent
}

/** Chooses pieces of an order, shows what they bring back, and changes it. */
export function ChangeForm({
  order,
  kind,
  mayReplace,
  onDone,
}: {
  order: ShownOrder
  kind: Kind
  mayReplace: boolean
  onDone: () => void
}) {
  const { t } = useTranslation()
  const lines = order.lines.filter((line) => leftFor(kind, line) > 0)
  const [chosen, setChosen] = useState<Readonly<Record<number, Chosen>>>(() =>
    Object.fromEntries(
      lines.map((line) => [
        line.line,
        // What is sent or taken back is mostly everything that waits; what comes back mostly is not.
        { quantity: kind === 'return' ? 0 : leftFor(kind, line), disposition: 'resaleable' as const },
      ]),
    ),
  )
  const [reason, setReason] = useState('')
  const [tracking, setTracking] = useState('')
  const [isBuyBack, setBuyBack] = useState(false)
  const [feePercent, setFeePercent] = useState<number | string>('')
  const [money, setMoney] = useState(usualTerms)
  const [instead, setInstead] = useState<Instead>({ isOn: false, product: '', quantity: 1 })
  const cancel = useAct(cancelOrder, { onDone })
  const send = useAct(sendOrder, { onDone })
  const takeReturn = useAct(returnOrder, { onDone })
  const replace = useAct(replaceOrderGoods, { onDone })
  const act = instead.isOn ? replace : { cancel, send, return: takeReturn }[kind]
  const pieces = lines.flatMap(({ line }) => {
    const { quantity = 0, disposition = 'resaleable' } = chosen[line] ?? {}
    return quantity === 0 ? [] : [{ line, quantity, ...(kind === 'return' ? { disposition } : {}) }]
  })
  const terms = isBuyBack
    ? { terms: 'buy_back' as const }
    : typeof feePercent === 'number' && feePercent > 0
      ? { feePpm: Math.round(feePercent * PPM_A_PERCENT) }
      : {}
  const goods = instead.isOn && /^\d{2,12}$/.test(instead.product) ? goodsOf(instead) : undefined
  const wanted: Wanted = {
    kind,
    lines: pieces,
    ...(kind === 'return' && !instead.isOn ? terms : {}),
    ...(kind === 'send' ? {} : wireTerms(money)),
    ...(goods ? { goods } : {}),
  }
  const isReady =
    pieces.length > 0 && (!instead.isOn || goods !== undefined) && (kind === 'send' || reason.trim() !== '')
  const submit = (): void => {
    const params = { code: order.code }
    const why = { reason: reason.trim(), lines: pieces, ...wireTerms(money) }
    if (goods && kind !== 'send') {
      const as = kind === 'return' ? ('exchange' as const) : ('substitute' as const)
      replace.mutate({ ask: { params, body: { ...why, as, goods } } })
    } else if (kind === 'cancel') cancel.mutate({ ask: { params, body: why } })
    else if (kind === 'return') takeReturn.mutate({ ask: { params, body: { ...why, ...terms } } })
    else {
      const told = tracking.trim() === '' ? {} : { tracking: tracking.trim() }
      send.mutate({ ask: { params, body: { lines: pieces, ...told } } })
    }
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) submit()
      }}
    >
      <ul>
        {lines.map((line) => (
          <Pieces
            key={line.line}
            kind={kind}
            line={line}
            chosen={chosen[line.line]}
            onChange={(next) => setChosen((before) => ({ ...before, [line.line]: next }))}
          />
        ))}
      </ul>
      {kind === 'send' ? (
        <TextInput
          label={t('order.change.tracking')}
          maxLength={200}
          value={tracking}
          onChange={(event) => setTracking(event.currentTarget.value)}
        />
      ) : (
        <Textarea
          label={t('order.reason')}
          autosize
          minRows={2}
          maxLength={200}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {kind !== 'send' && mayReplace ? <InsteadFields instead={instead} onChange={setInstead} /> : null}
      {kind === 'return' && !instead.isOn ? (
        <>
          <Checkbox
            label={t('order.change.buyBack')}
            checked={isBuyBack}
            onChange={(event) => setBuyBack(event.currentTarget.checked)}
          />
          {isBuyBack ? null : (
            <NumberInput
              label={t('order.change.fee')}
              min={0}
              max={100}
              decimalScale={2}
              suffix={'\u00A0%'}
              value={feePercent}
              onChange={setFeePercent}
            />
          )}
        </>
      ) : null}
      {kind === 'send' ? null : (
        <MoneyTermsFields
          terms={money}
          hasWallet={order.buyer !== null && (order.money?.paid.minor ?? 0n) > 0n}
          hasDelivery={order.now.shipping.minor > 0n}
          onChange={setMoney}
        />
      )}
      {pieces.length > 0 && kind !== 'send' ? <ChangePreview code={order.code} wanted={wanted} /> : null}
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button
          type="submit"
          {...(kind === 'send' ? {} : { color: 'clay' })}
          disabled={!isReady}
          loading={act.isPending}
        >
          {t(`order.change.${kind}Do`)}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

const PPM_A_PERCENT = 10_000

function Pieces({
  kind,
  line,
  chosen = { quantity: 0, disposition: 'resaleable' },
  onChange,
}: {
  kind: Kind
  line: ShownLine
  chosen: Chosen | undefined
  onChange: (chosen: Chosen) => void
}) {
  const { t } = useTranslation()
  const most = leftFor(kind, line)
  return (
    <li className="piece-row">
      <Goods product={line.product} />
      <span className="piece-row__choice">
        <NumberInput
          aria-label={t('order.change.piecesOf', { name: line.product.name })}
          description={t('order.change.ofMost', { most })}
          inputWrapperOrder={['input', 'description']}
          min={0}
          max={most}
          clampBehavior="strict"
          allowDecimal={false}
          w={96}
          value={chosen.quantity}
          onChange={(value) => onChange({ ...chosen, quantity: typeof value === 'number' ? value : 0 })}
        />
        {kind === 'return' ? (
          <Select
            aria-label={t('order.change.became', { name: line.product.name })}
            data={DISPOSITIONS.map((value) => ({ value, label: t(`order.dispositions.${value}`) }))}
            w={184}
            value={chosen.disposition}
            allowDeselect={false}
            onChange={(value) =>
              onChange({ ...chosen, disposition: DISPOSITIONS.find((one) => one === value) ?? 'resaleable' })
            }
          />
        ) : null}
      </span>
    </li>
  )
}
