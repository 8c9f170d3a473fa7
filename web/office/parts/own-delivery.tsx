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
const noAddress = { recipient: '', line1: '', postalCode: '', city: '', region: '', country: '' }
const SETTLE_MS = 400

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
  const [goesTo, setGoesTo] = useState<Destination>()
  const isToHost = props.party.known?.shipsTo === 'host'
  const pickedUpAt = props.quote?.ways.find(({ isChosen }) => isChosen)?.at
  const isSent = !isToHost && !pickedUpAt
  const quote = useTaxedQuote(props, isSent ? goesTo : undefined)
  // What was told last: somebody may have changed prices since the quote.
  const total =
    quote && told?.insteadOf === quote.total.minor ? { ...quote.total, minor: told.minor } : quote?.total
  const kept = props.work.draft?.delivery
  const form = useContractForm<z.ZodObject>({
    shape: isSent ? address.omit({ line2: true }) : nothing,
    initial: { ...noAddress, ...kept, line2: kept?.line2 ?? '', region: kept?.region ?? '' },
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
        <DeliveryFields form={form} onPlace={setGoesTo} />
      )}
      {quote && goesTo && isSent ? <TaxedFor quote={quote} /> : null}
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

type Destination = Inside<typeof quoteOfficeOrder, 'body'>['destination']

/** The quote for where it goes, as soon as that is known; until then the one without a place. */
function useTaxedQuote(
  of: Readonly<{ lines: readonly PickedLine[]; beside: Beside; quote: Quote | undefined; party: OrderParty }>,
  goesTo: Destination,
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
        ...(settled ? { destination: settled } : {}),
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
  onPlace: (destination: Destination) => void
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
