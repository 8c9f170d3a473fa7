import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { address, placeOfficeOrder, quoteOfficeOrder } from '#modules/orders/contract.ts'
import { myPaymentMethods } from '#modules/payments/contract.ts'
import { shopTaxes } from '#modules/tax/contract.ts'
import { z } from 'zod'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { Money } from '#kit/money.tsx'
import { useCompany } from '../company.ts'
import type { OrderParty } from './order-party.tsx'
import { wireAge, wireBeside, type Beside } from './order-promotions.tsx'
import { PayChoice, type PayMethod } from './pay-choice.tsx'
import { wireLines, type PickedLine } from './product-picker.tsx'

export type Quote = Inside<typeof quoteOfficeOrder, 'response'>
export type Done = (placed: Readonly<{ order: string; volumes: Readonly<Record<string, bigint>> }>) => void

const nothing = z.object({})
const noAddress = { recipient: '', line1: '', postalCode: '', city: '', region: '', country: '' }
const SETTLE_MS = 400

/** Where an order for oneself goes, and the button that places it. */
export function OwnDelivery(props: {
  lines: readonly PickedLine[]
  beside: Beside
  quote: Quote | undefined
  orderKey: string
  party: OrderParty
  onDone: Done
}) {
  const { t } = useTranslation()
  const offered = useAnswer(myPaymentMethods, {})
  const [chosen, setChosen] = useState<PayMethod>()
  const methods = offered.data?.methods ?? []
  const payment = chosen ?? methods[0]?.method ?? 'pay_later'
  const place = useAct(placeOfficeOrder, {
    // A card is taken on a page that the office and the shop share.
    onDone: (placed) =>
      payment === 'card' ? window.location.assign(`/pay/${placed.order}`) : props.onDone(placed),
  })
  const isToHost = props.party.known?.shipsTo === 'host'
  const [goesTo, setGoesTo] = useState<Place>()
  const quote = useTaxedQuote(props, isToHost ? undefined : goesTo)
  const form = useContractForm<z.ZodObject>({
    shape: isToHost ? nothing : address.omit({ line2: true }),
    initial: noAddress,
    send: (typed) =>
      place.mutateAsync({
        ask: {
          body: {
            lines: wireLines(props.lines),
            ...wireBeside(props.beside),
            ...wireAge(props.beside),
            payment,
            ...(isToHost ? {} : { delivery: address.parse(typed) }),
            ...(props.party.named ? { party: props.party.named } : {}),
            ...(quote ? { expectedTotal: quote.total } : {}),
          },
        },
        key: props.orderKey,
      }),
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      {isToHost ? (
        <p>{t('parties.toHost', { host: props.party.known?.host ?? '' })}</p>
      ) : (
        <DeliveryFields form={form} onPlace={setGoesTo} />
      )}
      {quote && goesTo && !isToHost ? <TaxedFor quote={quote} /> : null}
      <PayChoice offered={methods} total={quote?.total} chosen={payment} onChange={setChosen} />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="lg" loading={form.sending}>
        {t('report.order')}{' '}
        {quote ? (
          <>
            &nbsp;
            <Money value={quote.total} />
          </>
        ) : null}
      </Button>
    </form>
  )
}

type Place = Inside<typeof quoteOfficeOrder, 'body'>['place']

/** The quote for where it goes, as soon as that is known; until then the one without a place. */
function useTaxedQuote(
  of: Readonly<{ lines: readonly PickedLine[]; beside: Beside; quote: Quote | undefined; party: OrderParty }>,
  goesTo: Place,
): Quote | undefined {
  const [settled] = useDebouncedValue(goesTo, SETTLE_MS)
  const party = of.party.named ? { party: of.party.named } : {}
  const asked = useAnswer(
    quoteOfficeOrder,
    {
      body: {
        buyer: { kind: 'self' },
        lines: wireLines(of.lines),
        ...wireBeside(of.beside),
        ...party,
        ...(settled ? { place: settled } : {}),
      },
    },
    { enabled: settled !== undefined && of.lines.length > 0, keep: true },
  )
  return settled ? (asked.data ?? of.quote) : of.quote
}

/** What the tax comes to where it goes. */
function TaxedFor({ quote }: { quote: Quote }) {
  const { t } = useTranslation()
  return (
    <div className="sum" aria-live="polite">
      <span>{t(quote.taxAdded ? 'kit.plusTax' : 'kit.taxIn')}</span>
      <Money value={quote.tax} />
    </div>
  )
}

function DeliveryFields({
  form,
  onPlace,
}: {
  form: ReturnType<typeof useContractForm>
  onPlace: (place: Place) => void
}) {
  const { t } = useTranslation()
  const company = useCompany()
  const typed = (name: string): string => String(form.values[name] ?? '').trim()
  const country = typed('country')
  const markets = company.data?.markets ?? []
  const market = (markets.find((one) => one.country === country) ?? markets[0])?.code ?? ''
  const taxes = useAnswer(shopTaxes, { query: { market } }, { enabled: market !== '' })
  const regions = taxes.data?.regions[country] ?? []
  const [region, postalCode] = [typed('region'), typed('postalCode')]
  useEffect(() => {
    const isKnown = country !== '' && postalCode !== ''
    onPlace(isKnown ? { country, postalCode, ...(region === '' ? {} : { region }) } : undefined)
  }, [country, region, postalCode, onPlace])
  const countries = [...new Set(markets.map((one) => one.country))]
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
      {regions.length === 0 ? null : (
        <Select
          size="md"
          label={t('kit.region')}
          data={regions}
          value={region || null}
          error={form.errors['region']}
          onChange={(value) => form.set('region', value ?? '')}
        />
      )}
    </>
  )
}
