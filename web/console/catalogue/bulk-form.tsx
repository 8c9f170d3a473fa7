import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { changeProducts, productChoices } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { formatMoney } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { options } from '../words.ts'
import { readTags } from './written.ts'

export type Choices = Inside<typeof productChoices, 'response'>
type Change = Inside<typeof changeProducts, 'body'>['change']

const SETS = ['state', 'category', 'taxClass', 'tags', 'price'] as const
const STATES = ['active', 'withdrawn'] as const
const KINDS = ['retail', 'preferred', 'distributor'] as const
const STEPS = [1, 5, 10, 50, 100] as const
const PPM_PLACES = 4

type FormProps = Readonly<{
  choices: Choices
  loading: boolean
  /** Something else was typed, so that what was looked at holds no more. */
  onEdit: () => void
  onLook: (change: Change) => void
}>

/** What to change, and to what. */
export function BulkForm(props: FormProps) {
  const { t } = useTranslation()
  const [set, setSet] = useState<(typeof SETS)[number]>('state')
  return (
    <div className="stack stack--tight">
      <Select
        label={t('bulk.what')}
        data={options(t, 'bulk.sets', SETS)}
        value={set}
        allowDeselect={false}
        data-autofocus
        onChange={(value) => {
          props.onEdit()
          setSet(SETS.find((one) => one === value) ?? set)
        }}
      />
      {set === 'price' ? (
        <PriceForm {...props} />
      ) : set === 'tags' ? (
        <TagsForm {...props} />
      ) : (
        <ChoiceForm key={set} set={set} {...props} />
      )}
    </div>
  )
}

function ChoiceForm({ set, choices, ...props }: FormProps & { set: 'state' | 'category' | 'taxClass' }) {
  const { t } = useTranslation()
  const [to, setTo] = useState<string | null>(null)
  const data = {
    state: options(t, 'product.states', STATES),
    category: choices.categories.map(({ code, name }) => ({ value: code, label: name })),
    taxClass: choices.taxClasses.map((value) => ({ value, label: value })),
  }[set]
  const state = STATES.find((one) => one === to)
  const change: Change | undefined =
    set === 'state' ? state && { set, to: state } : to === null ? undefined : { set, to }
  return (
    <Look {...props} change={change}>
      <Select
        label={t('bulk.to')}
        data={data}
        value={to}
        onChange={(value) => {
          props.onEdit()
          setTo(value)
        }}
      />
    </Look>
  )
}

function TagsForm(props: FormProps) {
  const { t } = useTranslation()
  const [add, setAdd] = useState('')
  const [remove, setRemove] = useState('')
  const [added, removed] = [readTags(add), readTags(remove)]
  const change: Change | undefined =
    added && removed && added.length + removed.length > 0
      ? { set: 'tags', add: added, remove: removed }
      : undefined
  return (
    <Look {...props} change={change}>
      <TextInput
        label={t('bulk.addTags')}
        value={add}
        error={added === undefined ? t('kit.form.format') : undefined}
        onChange={(event) => {
          props.onEdit()
          setAdd(event.currentTarget.value)
        }}
      />
      <TextInput
        label={t('bulk.removeTags')}
        value={remove}
        error={removed === undefined ? t('kit.form.format') : undefined}
        onChange={(event) => {
          props.onEdit()
          setRemove(event.currentTarget.value)
        }}
      />
    </Look>
  )
}

function PriceForm({ choices, ...props }: FormProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [market, setMarket] = useState(choices.markets[0]?.code ?? '')
  const [kinds, setKinds] = useState<readonly string[]>(KINDS)
  const [percent, setPercent] = useState<number | string>('')
  const [step, setStep] = useState('1')
  const [from, setFrom] = useState('')
  const edited = (): void => props.onEdit()
  const currency = choices.markets.find(({ code }) => code === market)?.currency ?? 'EUR'
  const ppm = parseDecimal(String(percent), PPM_PLACES)
  const fromMs = from === '' ? undefined : Date.parse(from)
  const wanted = KINDS.filter((kind) => kinds.includes(kind))
  const isRight = typeof ppm === 'bigint' && ppm !== 0n && ppm > -1_000_000n && wanted.length > 0
  const change: Change | undefined = isRight
    ? {
        set: 'price',
        market,
        kinds: wanted,
        ppm: Number(ppm),
        stepMinor: Number(step),
        ...(fromMs === undefined ? {} : { validFrom: fromMs }),
      }
    : undefined
  return (
    <Look {...props} change={change}>
      <Select
        label={t('bulk.market')}
        data={choices.markets.map(({ code }) => code)}
        value={market}
        allowDeselect={false}
        onChange={(value) => {
          edited()
          setMarket(value ?? market)
        }}
      />
      <NumberInput
        label={t('bulk.percent')}
        value={percent}
        decimalScale={PPM_PLACES}
        onChange={(value) => {
          edited()
          setPercent(value)
        }}
      />
      <Select
        label={t('bulk.step')}
        data={STEPS.map((minor) => ({
          value: String(minor),
          label: formatMoney({ minor: BigInt(minor), currency }, locale),
        }))}
        value={step}
        allowDeselect={false}
        onChange={(value) => {
          edited()
          setStep(value ?? step)
        }}
      />
      <TextInput
        label={t('bulk.from')}
        type="datetime-local"
        value={from}
        onChange={(event) => {
          edited()
          setFrom(event.currentTarget.value)
        }}
      />
      <Checkbox.Group
        label={t('bulk.kinds')}
        value={[...kinds]}
        onChange={(value) => {
          edited()
          setKinds(value)
        }}
      >
        <div className="stack stack--tight">
          {KINDS.map((kind) => (
            <Checkbox key={kind} value={kind} label={t(`product.kinds.${kind}`)} />
          ))}
        </div>
      </Checkbox.Group>
    </Look>
  )
}

/** The fields of a change, and the way to its effect. */
function Look({
  change,
  loading,
  onLook,
  children,
}: {
  change: Change | undefined
  loading: boolean
  onLook: (change: Change) => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <form
      className="stack stack--tight"
      onSubmit={(event) => {
        event.preventDefault()
        if (change) onLook(change)
      }}
    >
      <div className="bulk-form">{children}</div>
      <div className="form__acts">
        <Button type="submit" variant="default" loading={loading} disabled={change === undefined}>
          {t('bulk.look')}
        </Button>
      </div>
    </form>
  )
}
