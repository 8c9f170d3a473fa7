import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { address, placeOfficeOrder, type quoteOfficeOrder } from '#modules/orders/contract.ts'
import { myPaymentMethods } from '#modules/payments/contract.ts'
import { z } from 'zod'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ApiRefusal } from '#kit/api.ts'
import { useContractForm } from '#kit/contract-form.tsx'
import { Money } from '#kit/money.tsx'
import { useCompany } from '../company.ts'
import type { DraftWork } from './order-draft.tsx'
import type { OrderParty } from './order-party.tsx'
import { wireAge, wireBeside, type Beside } from './order-promotions.tsx'
import { PayChoice, type PayMethod } from './pay-choice.tsx'
import { PickUpPlace } from './way-choice.tsx'
import { wireLines, type PickedLine } from './product-picker.tsx'

export type Quote = Inside<typeof quoteOfficeOrder, 'response'>
export type Done = (placed: Readonly<{ order: string; volumes: Readonly<Record<string, bigint>> }>) => void

const nothing = z.object({})
const noAddress = { recipient: '', line1: '', postalCode: '', city: '', country: '' }

type Own = Readonly<{
  lines: readonly PickedLine[]
  beside: Beside
  quote: Quote | undefined
  orderKey: string
  party: OrderParty
  work: DraftWork
  onDone: Done
}>

/** Where an order for oneself goes, and the button that places it. */
export function OwnDelivery(props: Own) {
  const { t } = useTranslation()
  const offered = useAnswer(myPaymentMethods, {})
  const [chosen, setChosen] = useState<PayMethod>()
  const methods = offered.data?.methods ?? []
  const payment = chosen ?? methods[0]?.method ?? 'pay_later'
  const order = useOrdering(props, payment)
  const [told, setTold] = useState<Readonly<{ insteadOf: bigint; minor: bigint }>>()
  const { quote } = props
  // What was told last: delivery to another zone may cost otherwise than the quote says, which knows no address.
  const total =
    quote && told?.insteadOf === quote.total.minor ? { ...quote.total, minor: told.minor } : quote?.total
  const isToHost = props.party.known?.shipsTo === 'host'
  const pickedUpAt = quote?.ways.find(({ isChosen }) => isChosen)?.at
  const isSent = !isToHost && !pickedUpAt
  const form = useContractForm<z.ZodObject>({
    shape: isSent ? address.omit({ line2: true }) : nothing,
    initial: props.work.draft?.delivery ? { ...props.work.draft.delivery } : noAddress,
    send: async (typed) => {
      const to = isSent ? { delivery: address.parse(typed) } : {}
      await learning(order(to, total), (minor) => quote && setTold({ insteadOf: quote.total.minor, minor }))
    },
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      {isToHost ? (
        <p>{t('parties.toHost', { host: props.party.known?.host ?? '' })}</p>
      ) : pickedUpAt ? (
        <>
          <h2>{t('ways.pickUp')}</h2>
          <PickUpPlace at={pickedUpAt} />
          <p className="small soft">{t('ways.weWrite')}</p>
        </>
      ) : (
        <DeliveryFields form={form} />
      )}
      <PayChoice offered={methods} total={total} chosen={payment} onChange={setChosen} />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="lg" loading={form.sending || props.work.isPending}>
        {t('report.order')}{' '}
        {total ? (
          <>
            &nbsp;
            <Money value={total} />
          </>
        ) : null}
      </Button>
    </form>
  )
}

/** Places an order for oneself, or the draft in which it was begun. */
function useOrdering(props: Own, payment: PayMethod) {
  // A card is taken on a page that the office and the shop share.
  const onPlaced: Done = (placed) =>
    payment === 'card' ? window.location.assign(`/pay/${placed.order}`) : props.onDone(placed)
  const place = useAct(placeOfficeOrder, { onDone: onPlaced })
  const { work, orderKey: key } = props
  return async (
    to: Readonly<{ delivery?: z.infer<typeof address> }>,
    total: Quote['total'] | undefined,
  ): Promise<void> => {
    const terms = { ...wireAge(props.beside), payment, ...(total ? { expectedTotal: total } : {}) }
    if (work.draft) {
      const placed = await work.place(to, terms, key)
      if (placed) onPlaced(placed)
      return
    }
    const at = props.party.named ? { party: props.party.named } : {}
    const goods = { lines: wireLines(props.lines), ...wireBeside(props.beside) }
    await place.mutateAsync({ ask: { body: { ...goods, ...terms, ...to, ...at } }, key })
  }
}

/** Waits for an order, and learns what it comes to where it is refused because that is not what was seen. */
async function learning<T>(placing: Promise<T>, onTotal: (minor: bigint) => void): Promise<T> {
  try {
    return await placing
  } catch (error) {
    const now =
      error instanceof ApiRefusal && error.code.endsWith('.total_changed') ? error.params['minor'] : undefined
    if (now !== undefined) onTotal(BigInt(now))
    throw error
  }
}

function DeliveryFields({ form }: { form: ReturnType<typeof useContractForm> }) {
  const { t } = useTranslation()
  const company = useCompany()
  const countries = [...new Set((company.data?.markets ?? []).map((market) => market.country))]
  return (
    <>
      <h2>{t('report.delivery')}</h2>
      <TextInput size="md" label={t('report.recipient')} autoComplete="name" {...form.field('recipient')} />
      <TextInput size="md" label={t('report.street')} autoComplete="address-line1" {...form.field('line1')} />
      <TextInput
        size="md"
        label={t('report.postalCode')}
        autoComplete="postal-code"
        {...form.field('postalCode')}
      />
      <TextInput size="md" label={t('report.city')} autoComplete="address-level2" {...form.field('city')} />
      <Select
        size="md"
        label={t('report.country')}
        data={countries}
        value={String(form.values['country'] ?? '') || null}
        error={form.errors['country']}
        onChange={(value) => form.set('country', value ?? '')}
      />
    </>
  )
}
