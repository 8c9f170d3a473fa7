import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { WEEKS_MAX, type beginAutoship } from '#modules/orders/contract/autoships.ts'
import type { Ask } from '#kit/api.ts'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { useProblemSentence } from '#kit/states.tsx'
import { isDay } from '#shared/time.ts'

const PAYMENTS = ['pay_later', 'transfer', 'wallet'] as const
export const ADDRESS = ['recipient', 'line1', 'line2', 'postalCode', 'city', 'region', 'country'] as const
/** What an address may lack. */
const LACKED: readonly string[] = ['line2', 'region']
const RHYTHMS = [...Array.from({ length: WEEKS_MAX }, (_, at) => String(at + 1)), 'month']

type Wire = Omit<Ask<typeof beginAutoship>['body'], 'person'>
type Line = Readonly<{ product: string; name?: string; quantity: number }>
/** What comes to somebody by itself, as it is typed. */
export type TypedAutoship = Readonly<{
  lines: readonly Line[]
  often: string
  /** The day of the month that was chosen before, which may be none of the next one. */
  monthDay?: number | null
  next: string
  payment: (typeof PAYMENTS)[number]
  address: Readonly<Record<(typeof ADDRESS)[number], string>>
}>

const NO_ADDRESS = {
  recipient: '',
  line1: '',
  line2: '',
  postalCode: '',
  city: '',
  region: '',
  country: '',
}

/** An address as it is typed, where there may be none yet. */
export function typedAddress(known: Wire['delivery'] | null): TypedAutoship['address'] {
  return { ...NO_ADDRESS, ...known, line2: known?.line2 ?? '', region: known?.region ?? '' }
}

/** Goods, rhythm, payment and address of an autoship; `send` gets them once they are whole. */
export function AutoshipForm({
  initial,
  children,
  isReady = true,
  act,
  problem,
  isSending,
  send,
}: {
  initial: TypedAutoship
  children?: ReactNode
  isReady?: boolean
  act: string
  problem: Error | null
  isSending: boolean
  send: (wire: Wire, done: () => void) => void
}) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [typed, setTyped] = useState(initial)
  const [isChanged, setChanged] = useState(false)
  const change = (next: Partial<TypedAutoship>) => {
    setChanged(true)
    setTyped({ ...typed, ...next })
  }
  const lines = typed.lines.filter(({ product }) => /^\d{2,12}$/.test(product))
  const isWhole =
    lines.some(({ quantity }) => quantity > 0) &&
    isDay(typed.next) &&
    ADDRESS.every((field) => LACKED.includes(field) || typed.address[field].trim() !== '')
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send(wireOf(typed, lines), () => setChanged(false))
      }}
    >
      <LeaveGuard when={isChanged} />
      {children}
      <LineFields lines={typed.lines} onChange={(next) => change({ lines: next })} />
      <Select
        label={t('autoships.often')}
        allowDeselect={false}
        data={RHYTHMS.map((value) => ({
          value,
          label: value === 'month' ? t('autoships.byMonth') : t('autoships.weeks', { count: Number(value) }),
        }))}
        value={typed.often}
        onChange={(often) => change({ often: often ?? typed.often })}
      />
      <TextInput
        type="date"
        label={t('autoships.next')}
        value={typed.next}
        onChange={(event) => change({ next: event.currentTarget.value, monthDay: null })}
      />
      <Select
        label={t('autoships.payment')}
        allowDeselect={false}
        data={PAYMENTS.map((value) => ({ value, label: t(`movement.methods.${value}`) }))}
        value={typed.payment}
        onChange={(value) => change({ payment: PAYMENTS.find((one) => one === value) ?? typed.payment })}
      />
      {ADDRESS.map((field) => (
        <TextInput
          key={field}
          label={t(`order.edit.${field}`)}
          value={typed.address[field]}
          onChange={(event) => change({ address: { ...typed.address, [field]: event.currentTarget.value } })}
        />
      ))}
      {problem === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(problem)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" disabled={!isWhole || !isReady} loading={isSending}>
          {act}
        </Button>
      </div>
    </form>
  )
}

/** A rhythm by the month comes on the day of the date that was chosen, unless that stayed. */
function wireOf({ often, monthDay, next, payment, address }: TypedAutoship, lines: readonly Line[]): Wire {
  const { line2, region, country, ...rest } = address
  const rhythm =
    often === 'month'
      ? { everyWeeks: null, monthDay: monthDay ?? Number(next.slice(8)) }
      : { everyWeeks: Number(often), monthDay: null }
  return {
    lines: lines.map(({ product, quantity }) => ({ product, quantity })),
    ...rhythm,
    next,
    payment,
    delivery: {
      ...rest,
      country: country.trim().toUpperCase(),
      ...(line2.trim() === '' ? {} : { line2 }),
      ...(region.trim() === '' ? {} : { region: region.trim().toUpperCase() }),
    },
  }
}

function LineFields({
  lines,
  onChange,
}: {
  lines: readonly Line[]
  onChange: (lines: readonly Line[]) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      {lines.map(({ product, name, quantity }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a number that is being typed is none yet
        <div key={at} className="autoship-line">
          <TextInput
            label={name ?? t('autoships.product')}
            inputMode="numeric"
            maxLength={12}
            value={product}
            onChange={(event) =>
              onChange(lines.with(at, { product: event.currentTarget.value.trim(), quantity }))
            }
          />
          <NumberInput
            label={t('autoships.pieces')}
            aria-label={t('autoships.piecesOf', { name: name ?? product })}
            min={0}
            max={9999}
            allowDecimal={false}
            value={quantity}
            onChange={(value) =>
              onChange(
                lines.with(at, {
                  product,
                  quantity: typeof value === 'number' ? value : 0,
                  ...(name === undefined ? {} : { name }),
                }),
              )
            }
          />
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...lines, { product: '', quantity: 1 }])}
        >
          {t('autoships.addProduct')}
        </Button>
      </div>
    </>
  )
}
