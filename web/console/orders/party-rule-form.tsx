import { Button, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePartyRewards, type showPartyRewards } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { isDay } from '#shared/time.ts'
import { useAct } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { useProblemSentence } from '#kit/states.tsx'
import { amountTyped, typedAmount } from './amount.ts'
import { GiftFields, GivesFields, newGift, Whole, type Gives } from './party-gifts.tsx'

type Rule = Inside<typeof showPartyRewards, 'response'>
/** A step as it is typed. */
type Step = Readonly<{ from: string; gives: readonly Gives[] }>

/** Steps, what each gives, and what a booked party brings; saved as a whole from a day on. */
export function PartyRuleForm({
  rule,
  market,
  currency,
  mayWrite,
}: {
  rule: Rule
  market: string
  currency: string
  mayWrite: boolean
}) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [steps, setSteps] = useState<readonly Step[]>(
    rule.tiers.map(({ from, gives }) => ({ from: typedAmount(from), gives })),
  )
  const [booking, setBooking] = useState(rule.booking)
  const [looksAgainDays, setLooksAgain] = useState(rule.looksAgainDays)
  const [validFrom, setValidFrom] = useState('')
  const [isChanged, setChanged] = useState(false)
  const send = useAct(changePartyRewards, {
    onDone: ({ on }) => {
      setChanged(false)
      notifications.show({ message: t('parties.rules.saved', { day: on }) })
    },
  })
  const change = (next: readonly Step[]) => {
    setChanged(true)
    setSteps(next)
  }
  const tiers = steps.flatMap(({ from, gives }) => {
    const amount = amountTyped(from, currency)
    return amount ? [{ from: amount, gives: [...gives] }] : []
  })
  const isWhole = tiers.length === steps.length
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const body = { market, tiers, booking, looksAgainDays, ...(isDay(validFrom) ? { validFrom } : {}) }
    send.mutate({ ask: { body } })
  }
  return (
    <form className="party-rule" onSubmit={submit} noValidate>
      <LeaveGuard when={isChanged} />
      {steps.map((step, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a step has no name but its place
        <fieldset key={at} disabled={!mayWrite}>
          <legend className="strong">{t('parties.rules.step', { count: at + 1 })}</legend>
          <TextInput
            className="party-rule__amount"
            label={t('parties.rules.from', { currency })}
            inputMode="decimal"
            value={step.from}
            onChange={(event) => change(steps.with(at, { ...step, from: event.currentTarget.value }))}
          />
          <GivesFields
            gives={step.gives}
            onChange={(gives) =>
              change(gives.length === 0 ? steps.toSpliced(at, 1) : steps.with(at, { ...step, gives }))
            }
          />
        </fieldset>
      ))}
      {mayWrite ? (
        <Button
          variant="default"
          className="party-rule__amount"
          onClick={() => change([...steps, { from: '', gives: [newGift] }])}
        >
          {t('parties.rules.addStep')}
        </Button>
      ) : null}
      <BookingFields
        booking={booking}
        mayWrite={mayWrite}
        onChange={(next) => {
          setChanged(true)
          setBooking(next)
        }}
      />
      <Whole
        label={t('parties.rules.looksAgain')}
        value={looksAgainDays}
        least={0}
        mayWrite={mayWrite}
        onChange={(days) => {
          setChanged(true)
          setLooksAgain(days)
        }}
      />
      {mayWrite ? (
        <>
          <TextInput
            type="date"
            className="party-rule__amount"
            label={t('parties.rules.validFrom')}
            description={t('parties.rules.validFromHint')}
            value={validFrom}
            onChange={(event) => setValidFrom(event.currentTarget.value)}
          />
          {isWhole ? null : <p className="small warn">{t('parties.rules.amount')}</p>}
          {send.error === null ? null : (
            <p className="notice notice--harm" role="alert">
              {sentence(send.error)}
            </p>
          )}
          <div className="form__acts">
            <Button type="submit" loading={send.isPending} disabled={!isWhole}>
              {t('parties.rules.save')}
            </Button>
          </div>
        </>
      ) : null}
    </form>
  )
}

function BookingFields({
  booking,
  mayWrite,
  onChange,
}: {
  booking: Rule['booking']
  mayWrite: boolean
  onChange: (booking: Rule['booking']) => void
}) {
  const { t } = useTranslation()
  return (
    <fieldset disabled={!mayWrite}>
      <legend className="strong">{t('parties.rules.booking')}</legend>
      <Switch
        label={t('parties.rules.hasBooking')}
        checked={booking !== null}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { withinDays: 30, gives: newGift } : null)
        }
      />
      {booking === null ? null : (
        <>
          <Whole
            label={t('parties.rules.withinDays')}
            value={booking.withinDays}
            onChange={(withinDays) => onChange({ ...booking, withinDays })}
          />
          <div className="party-gift">
            <GiftFields one={booking.gives} onChange={(gives) => onChange({ ...booking, gives })} />
          </div>
        </>
      )}
    </fieldset>
  )
}
