import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showCompany } from '#modules/company/contract.ts'
import { listMyParties, partyKind, type openParty } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { isDay, parseInstant } from '#shared/time.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { CustomerChoice } from './customer-choice.tsx'
import type { Party } from './party-reached.tsx'
import { fieldText } from './taken-at.tsx'

type Body = Inside<typeof openParty, 'body'>

const HOSTS = ['customer', 'distributor', 'guest'] as const
const SHIPPING = ['guests', 'host'] as const
const HOUR_MS = 3_600_000
const DAYS_OPEN = 7
const noAddress = { recipient: '', line1: '', postalCode: '', city: '' }

/** What was typed, as the fields hold it. */
type Typed = Readonly<{
  host: (typeof HOSTS)[number]
  code: string
  hostName: string
  kind: Body['kind']
  place: string
  heldAt: string
  endsOn: string
  shipsTo: Body['shipsTo']
  address: typeof noAddress
  bookedFrom: string | null
}>

type Props = Readonly<{
  label: string
  isNew?: boolean
  known?: Party
  error: Error | null
  isSending: boolean
  onSend: (body: Body) => void
}>

/** When and where a party is held, who hosts it, and where parcels go. */
export function PartyForm(props: Props) {
  const company = useAnswer(showCompany, {})
  const zone = useTimeZone() ?? 'UTC'
  return (
    <Answer asked={company}>
      {({ now, markets }) => (
        <Fields
          {...props}
          zone={zone}
          country={
            markets.find(({ code }) => code === props.known?.market)?.country ?? markets[0]?.country ?? ''
          }
          initial={props.known ? typedOf(props.known, zone) : newlyTyped(now, zone)}
        />
      )}
    </Answer>
  )
}

/** Tomorrow evening at the full hour, and a week for those who could not come. */
function newlyTyped(nowMs: number, zone: string): Typed {
  const held = fieldText(nowMs + 24 * HOUR_MS, zone)
  return {
    host: 'customer',
    code: '',
    hostName: '',
    kind: 'home',
    place: '',
    heldAt: `${held.slice(0, 11)}19:00`,
    endsOn: fieldText(nowMs + (DAYS_OPEN + 1) * 24 * HOUR_MS, zone).slice(0, 10),
    shipsTo: 'guests',
    address: noAddress,
    bookedFrom: null,
  }
}

function typedOf(party: Party, zone: string): Typed {
  const { host, kind, place, heldAt, endsOn, shipsTo, address } = party
  return {
    host: host.person === null ? 'guest' : host.isDistributor ? 'distributor' : 'customer',
    code: host.person ?? '',
    hostName: host.name,
    kind,
    place: place ?? '',
    heldAt: fieldText(heldAt, zone),
    endsOn,
    shipsTo,
    address: address ?? noAddress,
    bookedFrom: null,
  }
}

/** What is sent; undefined while something of it is missing. */
function bodyOf(typed: Typed, zone: string, country: string): Body | undefined {
  const heldAt = parseInstant(typed.heldAt, zone)
  const { host: kind, code, hostName, place, endsOn, shipsTo, address, bookedFrom } = typed
  const host = kind === 'guest' ? { kind } : { kind, code: code.replaceAll(/\D/g, '') }
  const isHostKnown = host.kind === 'guest' || host.code.length > 1
  if (heldAt === undefined || !isDay(endsOn) || hostName.trim() === '' || !isHostKnown) return undefined
  if (shipsTo === 'host' && Object.values(address).some((part) => part.trim() === '')) return undefined
  return {
    host,
    hostName: hostName.trim(),
    kind: typed.kind,
    heldAt,
    endsOn,
    shipsTo,
    ...(place.trim() === '' ? {} : { place: place.trim() }),
    ...(shipsTo === 'host' ? { address: { ...address, country } } : {}),
    ...(bookedFrom === null ? {} : { bookedFrom }),
  }
}

function Fields({
  label,
  isNew = false,
  error,
  isSending,
  onSend,
  zone,
  country,
  initial,
}: Props & Readonly<{ zone: string; country: string; initial: Typed }>) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(initial)
  const change = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }))
  const body = bodyOf(typed, zone, country)
  return (
    <form
      className="form section"
      style={{ paddingTop: 0 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (body) onSend(body)
      }}
    >
      <HostFields typed={typed} onChange={change} />
      <Choice
        label={t('parties.kind')}
        options={partyKind.options.map((value) => ({ value, label: t(`parties.kinds.${value}`) }))}
        value={typed.kind}
        onChange={(kind) => change({ kind: partyKind.catch('home').parse(kind) })}
      />
      <TextInput
        size="md"
        label={t('parties.place')}
        value={typed.place}
        maxLength={200}
        onChange={(event) => change({ place: event.currentTarget.value })}
      />
      <TextInput
        size="md"
        type="datetime-local"
        label={t('parties.heldAt')}
        value={typed.heldAt}
        onChange={(event) => change({ heldAt: event.currentTarget.value })}
      />
      <TextInput
        size="md"
        type="date"
        label={t('parties.endsOn')}
        value={typed.endsOn}
        onChange={(event) => change({ endsOn: event.currentTarget.value })}
      />
      <Choice
        label={t('parties.shipsTo')}
        options={SHIPPING.map((value) => ({ value, label: t(`parties.shipping.${value}`) }))}
        value={typed.shipsTo}
        onChange={(value) => change({ shipsTo: value === 'host' ? 'host' : 'guests' })}
      />
      {typed.shipsTo === 'host' ? (
        <AddressFields address={typed.address} onChange={(address) => change({ address })} />
      ) : null}
      {isNew ? <BookedAt value={typed.bookedFrom} onChange={(bookedFrom) => change({ bookedFrom })} /> : null}
      {body ? null : <p className="small warn">{t('parties.stillMissing')}</p>}
      {error ? <Failed error={error} /> : null}
      <Button type="submit" size="lg" loading={isSending} disabled={!body}>
        {label}
      </Button>
    </form>
  )
}

function HostFields({ typed, onChange }: { typed: Typed; onChange: (part: Partial<Typed>) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Choice
        label={t('parties.hostIs')}
        options={HOSTS.map((value) => ({ value, label: t(`parties.hostKinds.${value}`) }))}
        value={typed.host}
        onChange={(value) => onChange({ host: HOSTS.find((one) => one === value) ?? 'guest', code: '' })}
      />
      {typed.host === 'customer' ? (
        <CustomerChoice
          value={typed.code === '' ? null : typed.code}
          onChange={(code) => onChange({ code: code ?? '' })}
        />
      ) : null}
      {typed.host === 'distributor' ? (
        <TextInput
          size="md"
          inputMode="numeric"
          label={t('parties.hostNumber')}
          value={typed.code}
          onChange={(event) => onChange({ code: event.currentTarget.value })}
        />
      ) : null}
      {typed.host === 'guest' ? <p className="small quiet">{t('parties.hostLater')}</p> : null}
      <TextInput
        size="md"
        label={t('parties.hostName')}
        description={t('parties.hostNameHint')}
        value={typed.hostName}
        maxLength={120}
        onChange={(event) => onChange({ hostName: event.currentTarget.value })}
      />
    </>
  )
}

function Choice({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: { value: string; label: string }[]
  value: string
  onChange: (value: string) => void
}) {
  return (
    <div>
      <div className="small strong" style={{ paddingBottom: 4 }}>
        {label}
      </div>
      <SegmentedControl
        fullWidth
        size="md"
        role="radiogroup"
        aria-label={label}
        data={options}
        value={value}
        onChange={onChange}
      />
    </div>
  )
}

const ADDRESS = [
  ['recipient', 'report.recipient', 'name'],
  ['line1', 'report.street', 'address-line1'],
  ['postalCode', 'report.postalCode', 'postal-code'],
  ['city', 'report.city', 'address-level2'],
] as const

function AddressFields({
  address,
  onChange,
}: {
  address: typeof noAddress
  onChange: (address: typeof noAddress) => void
}) {
  const { t } = useTranslation()
  return (
    <fieldset className="form" style={{ border: 0, padding: 0 }}>
      <legend className="small strong">{t('parties.address')}</legend>
      {ADDRESS.map(([name, text, autoComplete]) => (
        <TextInput
          key={name}
          size="md"
          label={t(text)}
          autoComplete={autoComplete}
          value={address[name]}
          onChange={(event) => onChange({ ...address, [name]: event.currentTarget.value })}
        />
      ))}
    </fieldset>
  )
}

/** The own party at which the host came to want one; that one's host gets something for it. */
function BookedAt({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const { t } = useTranslation()
  const asked = useAnswer(listMyParties, { query: { role: 'seller', rows: 50 } })
  const rows = (asked.data?.rows ?? []).filter(({ state }) => state !== 'cancelled')
  if (rows.length === 0) return null
  return (
    <Select
      size="md"
      clearable
      label={t('parties.bookedFrom')}
      placeholder={t('parties.bookedNone')}
      data={rows.map(({ party, host, endsOn }) => ({ value: party, label: `${host.name}, ${endsOn}` }))}
      value={value}
      onChange={onChange}
    />
  )
}
