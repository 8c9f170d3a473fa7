import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { listAdjustable, namedKind, requestAdjustment } from '#modules/compensation/contract/adjustments.ts'
import type { Inside } from '#shared/contract.ts'
import { parseInstant } from '#shared/time.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ApiRefusal, newKey } from '#kit/api.ts'
import { Answer, useProblemSentence } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { options } from '../words.ts'
import { ReasonAndSend } from './reason.tsx'

type Kind = (typeof namedKind.options)[number]
type Adjustable = Inside<typeof listAdjustable, 'response'>
const DAY_MS = 86_400_000

/** Asks for a correction of a person's pay; goes to its page, which shows what it changes. */
export function AskAdjustment({ person }: { person: string }) {
  const asked = useAnswer(listAdjustable, {})
  return <Answer asked={asked}>{(of) => <Form person={person} of={of} />}</Answer>
}

const EMPTY = { kind: 'volume' as Kind, name: '', value: '', day: '', last: '', reason: '' }

function Form({ person, of }: { person: string; of: Adjustable }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const zone = useTimeZone() ?? 'UTC'
  const [key] = useState(newKey)
  const [typed, setTyped] = useState(EMPTY)
  const ask = useAct(requestAdjustment, {
    onDone: ({ adjustment }) => void go(`/pay/adjustments/${adjustment}`),
  })
  const { kind, reason } = typed
  const names = of.names[kind] ?? []
  const name = names.includes(typed.name) ? typed.name : (names[0] ?? '')
  const isAdded = kind === 'volume' || kind === 'bonus'
  const set = (change: Partial<typeof EMPTY>) => setTyped({ ...typed, ...change })
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const last = parseInstant(typed.last, zone)
    const common = { person, name, reason: reason.trim(), from: parseInstant(typed.day, zone) }
    const lasting = { ...common, until: last === undefined ? undefined : last + DAY_MS }
    const body =
      kind === 'volume' || kind === 'bonus'
        ? { kind, ...common, value: typed.value.trim() }
        : kind === 'rank'
          ? { kind, ...lasting, value: typed.value === 'protected' ? ('protected' as const) : ('' as const) }
          : { kind, ...lasting }
    ask.mutate({ ask: { body }, key })
  }
  const { wrong, elsewhere } = useWrong(ask.error, ['name', 'value', 'from', 'until', 'reason'])
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('adjustments.askBody')}</p>
      <Select
        label={t('adjustments.kind')}
        allowDeselect={false}
        data={options(t, 'adjustments.kinds', namedKind.options)}
        value={kind}
        onChange={(value) => set({ kind: namedKind.catch('volume').parse(value), value: '' })}
      />
      <Select
        label={t('adjustments.name')}
        description={t(`adjustments.nameHints.${kind}`)}
        allowDeselect={false}
        searchable
        data={names.map((value) => ({ value, label: nameOf(t, value) }))}
        value={name}
        error={wrong('name')}
        onChange={(value) => set({ name: value ?? '' })}
      />
      {isAdded ? (
        <TextInput
          label={t('adjustments.value')}
          description={`${t('adjustments.valueHint')} ${unitOf(t, of, kind, name)}`.trim()}
          inputMode="decimal"
          value={typed.value}
          error={wrong('value')}
          onChange={(event) => set({ value: event.currentTarget.value })}
        />
      ) : null}
      {kind === 'rank' ? (
        <Select
          label={t('adjustments.how')}
          allowDeselect={false}
          data={[
            { value: '', label: t('adjustments.granted') },
            { value: 'protected', label: t('adjustments.protected') },
          ]}
          value={typed.value === 'protected' ? 'protected' : ''}
          onChange={(value) => set({ value: value ?? '' })}
        />
      ) : null}
      <TextInput
        type="date"
        label={t(isAdded ? 'adjustments.dayOnce' : 'adjustments.day')}
        description={t('adjustments.dayHint')}
        value={typed.day}
        error={wrong('from')}
        onChange={(event) => set({ day: event.currentTarget.value })}
      />
      {isAdded ? null : (
        <TextInput
          type="date"
          label={t('adjustments.last')}
          description={t('adjustments.lastHint')}
          value={typed.last}
          error={wrong('until')}
          onChange={(event) => set({ last: event.currentTarget.value })}
        />
      )}
      <ReasonAndSend
        reason={reason}
        onReason={(value) => set({ reason: value })}
        wrong={wrong('reason')}
        elsewhere={elsewhere}
        isPending={ask.isPending}
        isReady={name !== '' && (!isAdded || typed.value.trim() !== '')}
        act={t('adjustments.askAct')}
      />
    </form>
  )
}

/** Asks for an order to count for another seller or on another day. */
export function AskOrder() {
  const { t } = useTranslation()
  const go = useNavigate()
  const zone = useTimeZone() ?? 'UTC'
  const [key] = useState(newKey)
  const [typed, setTyped] = useState({ order: '', seller: '', day: '', reason: '' })
  const ask = useAct(requestAdjustment, {
    onDone: ({ adjustment }) => void go(`/pay/adjustments/${adjustment}`),
  })
  const set = (change: Partial<typeof typed>) => setTyped({ ...typed, ...change })
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const seller = typed.seller.trim()
    const body = {
      kind: 'order' as const,
      order: typed.order.trim(),
      ...(seller === '' ? {} : { seller }),
      from: parseInstant(typed.day, zone),
      reason: typed.reason.trim(),
    }
    ask.mutate({ ask: { body }, key })
  }
  const { wrong, elsewhere } = useWrong(ask.error, ['order', 'seller', 'from', 'reason'])
  const fields = [
    { name: 'order', label: t('adjustments.order'), hint: undefined, type: 'text' },
    { name: 'seller', label: t('adjustments.seller'), hint: t('adjustments.sellerHint'), type: 'text' },
    { name: 'day', label: t('adjustments.orderDay'), hint: t('adjustments.orderDayHint'), type: 'date' },
  ] as const
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('adjustments.askBody')}</p>
      {fields.map(({ name, label, hint, type }) => (
        <TextInput
          key={name}
          type={type}
          label={label}
          description={hint}
          {...(type === 'text' ? { inputMode: 'numeric' as const } : {})}
          value={typed[name]}
          error={wrong(name === 'day' ? 'from' : name)}
          onChange={(event) => set({ [name]: event.currentTarget.value })}
        />
      ))}
      <ReasonAndSend
        reason={typed.reason}
        onReason={(reason) => set({ reason })}
        wrong={wrong('reason')}
        elsewhere={elsewhere}
        isPending={ask.isPending}
        isReady={typed.order.trim() !== ''}
        act={t('adjustments.askAct')}
      />
    </form>
  )
}

/** Asks for a correction to be taken back, from a day on where it lasts. */
export function AskEnd({ adjustment, lasts }: { adjustment: string; lasts: boolean }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const zone = useTimeZone() ?? 'UTC'
  const [key] = useState(newKey)
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const ask = useAct(requestAdjustment, {
    onDone: ({ adjustment: made }) => void go(`/pay/adjustments/${made}`),
  })
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const body = {
      kind: 'end' as const,
      ends: adjustment,
      from: parseInstant(day, zone),
      reason: reason.trim(),
    }
    ask.mutate({ ask: { body }, key })
  }
  const { wrong, elsewhere } = useWrong(ask.error, ['from', 'reason'])
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('adjustments.endBody')}</p>
      {lasts ? (
        <TextInput
          type="date"
          label={t('adjustments.day')}
          description={t('adjustments.dayHint')}
          value={day}
          error={wrong('from')}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      ) : null}
      <ReasonAndSend
        reason={reason}
        onReason={setReason}
        wrong={wrong('reason')}
        elsewhere={elsewhere}
        isPending={ask.isPending}
        isReady
        act={t('adjustments.endAct')}
      />
    </form>
  )
}

/** What is wrong with a field, and what with none of those that are shown. */
function useWrong(error: Error | null, fields: readonly string[]) {
  const sentence = useProblemSentence()
  const field = error instanceof ApiRefusal ? error.field : undefined
  const isShown = field !== undefined && fields.includes(field)
  return {
    wrong: (name: string): string | undefined =>
      error !== null && isShown && field === name ? sentence(error) : undefined,
    elsewhere: error !== null && !isShown ? sentence(error) : undefined,
  }
}

type Translate = ReturnType<typeof useTranslation>['t']

function nameOf(t: Translate, name: string): string {
  if (name === 'all') return t('adjustments.everyBonus')
  return name === 'active' ? t('adjustments.active') : name
}

function unitOf(t: Translate, of: Adjustable, kind: Kind, name: string): string {
  const unit = kind === 'bonus' ? of.units[name] : undefined
  return unit === undefined ? '' : t('adjustments.unit', { unit })
}
