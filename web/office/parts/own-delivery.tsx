import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { address, placeOfficeOrder, type quoteOfficeOrder } from '#modules/orders/contract.ts'
import { myPaymentMethods } from '#modules/payments/contract.ts'
import { z } from 'zod'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { Money } from '#kit/money.tsx'
import { useCompany } from '../company.ts'
import type { DraftWork } from './order-draft.tsx'
import type { OrderParty } from './order-party.tsx'
import { wireAge, wireBeside, type Beside } from './order-promotions.tsx'
import { PayChoice, type PayMethod } from './pay-choice.tsx'
import { wireLines, type PickedLine } from './product-picker.tsx'

export type Quote = Inside<typeof quoteOfficeOrder, 'response'>
export type Done = (placed: Readonly<{ order: string; volumes: Readonly<Record<string, bigint>> }>) => void

const nothing = z.object({})
const noAddress = { recipient: '', line1: '', postalCode: '', city: '', country: '' }

/** Where an order for oneself goes, and the button that places it. */
export function OwnDelivery(props: {
  lines: readonly PickedLine[]
  beside: Beside
  quote: Quote | undefined
  orderKey: string
  party: OrderParty
  work: DraftWork
  onDone: Done
}) {
  const { t } = useTranslation()
  const offered = useAnswer(myPaymentMethods, {})
  const [chosen, setChosen] = useState<PayMethod>()
  const methods = offered.data?.methods ?? []
  const payment = chosen ?? methods[0]?.method ?? 'pay_later'
  // A card is taken on a page that the office and the shop share.
  const onPlaced: Done = (placed) =>
    payment === 'card' ? window.location.assign(`/pay/${placed.order}`) : props.onDone(placed)
  const place = useAct(placeOfficeOrder, { onDone: onPlaced })
  const isToHost = props.party.known?.shipsTo === 'host'
  const form = useContractForm<z.ZodObject>({
    shape: isToHost ? nothing : address.omit({ line2: true }),
    initial: props.work.draft?.delivery ? { ...props.work.draft.delivery } : noAddress,
    send: async (typed) => {
      const { work, orderKey: key, quote } = props
      const to = isToHost ? {} : { delivery: address.parse(typed) }
      const terms = { ...wireAge(props.beside), payment, ...(quote ? { expectedTotal: quote.total } : {}) }
      if (work.draft) {
        const placed = await work.place(to, terms, key)
        if (placed) onPlaced(placed)
        return
      }
      const at = props.party.named ? { party: props.party.named } : {}
      const goods = { lines: wireLines(props.lines), ...wireBeside(props.beside) }
      await place.mutateAsync({ ask: { body: { ...goods, ...terms, ...to, ...at } }, key })
    },
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      {isToHost ? (
        <p>{t('parties.toHost', { host: props.party.known?.host ?? '' })}</p>
      ) : (
        <DeliveryFields form={form} />
      )}
      <PayChoice offered={methods} total={props.quote?.total} chosen={payment} onChange={setChosen} />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="lg" loading={form.sending || props.work.isPending}>
        {t('report.order')}{' '}
        {props.quote ? (
          <>
            &nbsp;
            <Money value={props.quote.total} />
          </>
        ) : null}
      </Button>
    </form>
  )
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
