import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { showClock } from '#modules/company/contract.ts'
import {
  beginMyAutoship,
  changeMyAutoship,
  WEEKS_MAX,
  type listMyAutoships,
} from '#modules/orders/contract/autoships.ts'
import type { Inside } from '#shared/contract.ts'
import { isDay } from '#shared/time.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Failed } from '#kit/states.tsx'

export type Autoship = Inside<typeof listMyAutoships, 'response'>['autoships'][number]
type When = Readonly<{ often: string; next: string }>

const DAYS_AHEAD = 28
const DAY_MS = 86_400_000
const WEEKS = Array.from({ length: WEEKS_MAX }, (_, at) => String(at + 1))

/** A rhythm as it is sent: by the month it comes on the day of the date that was chosen. */
function wireWhen({ often, next }: When) {
  return often === 'month'
    ? { everyWeeks: null, monthDay: Number(next.slice(8)), next }
    : { everyWeeks: Number(often), monthDay: null, next }
}

function WhenFields({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Select
        size="md"
        label={t('autoship.often')}
        allowDeselect={false}
        data={[
          ...WEEKS.map((value) => ({ value, label: t('autoship.weeks', { count: Number(value) }) })),
          { value: 'month', label: t('autoship.monthly') },
        ]}
        value={when.often}
        onChange={(often) => onChange({ ...when, often: often ?? when.often })}
      />
      <TextInput
        size="md"
        type="date"
        label={t('autoship.next')}
        value={when.next}
        onChange={(event) => onChange({ ...when, next: event.currentTarget.value })}
      />
    </>
  )
}

/** Lets the goods of an own order come again by themselves. */
export function BeginAutoship({ order }: { order: string }) {
  const { t } = useTranslation()
  const clock = useAnswer(showClock, {})
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<When>()
  const begin = useAct(beginMyAutoship)
  if (begin.isSuccess)
    return (
      <section className="section section--line">
        <output>{t('autoship.begun')}</output>{' '}
        <Link className="text-link" to="/sell/autoships">
          {t('autoship.title')}
        </Link>
      </section>
    )
  const later = new Date((clock.data?.now ?? 0) + DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10)
  const when = chosen ?? { often: '4', next: later }
  return (
    <section className="section section--line">
      {isOpen ? (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            begin.mutate({ ask: { body: { order, ...wireWhen(when) } } })
          }}
        >
          <p className="small quiet">{t('autoship.beginNote')}</p>
          <WhenFields when={when} onChange={setChosen} />
          {begin.error ? <Failed error={begin.error} /> : null}
          <Button type="submit" size="lg" loading={begin.isPending} disabled={!isDay(when.next)}>
            {t('autoship.beginAct')}
          </Button>
        </form>
      ) : (
        <Button size="md" variant="default" disabled={!clock.data} onClick={() => setOpen(true)}>
          {t('autoship.begin')}
        </Button>
      )}
    </section>
  )
}

/** Pieces, another product by its number, rhythm and date of one that goes on. */
export function ChangeAutoship({ one, onDone }: { one: Autoship; onDone: () => void }) {
  const { t } = useTranslation()
  const [pieces, setPieces] = useState<Readonly<Record<string, number>>>({})
  const [another, setAnother] = useState('')
  const [when, setWhen] = useState<When>({
    often: one.everyWeeks === null ? 'month' : String(one.everyWeeks),
    next: one.next,
  })
  const change = useAct(changeMyAutoship, { onDone })
  const send = () => {
    const lines = one.lines.map(({ product, quantity }) => ({
      product,
      quantity: pieces[product] ?? quantity,
    }))
    const added = another.replaceAll(/\D/g, '')
    const isSame = when.often === 'month' && one.monthDay !== null && when.next === one.next
    change.mutate({
      ask: {
        params: { autoship: one.autoship },
        body: {
          lines: added.length < 2 ? lines : [...lines, { product: added, quantity: 1 }],
          ...wireWhen(when),
          ...(isSame ? { monthDay: one.monthDay } : {}),
        },
      },
    })
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {one.lines.map(({ product, name, quantity }) => (
        <NumberInput
          key={product}
          size="md"
          label={t('autoship.pieces', { name })}
          min={0}
          max={9999}
          allowDecimal={false}
          value={pieces[product] ?? quantity}
          onChange={(value) => setPieces({ ...pieces, [product]: Number(value) || 0 })}
        />
      ))}
      <TextInput
        size="md"
        inputMode="numeric"
        label={t('autoship.another')}
        value={another}
        onChange={(event) => setAnother(event.currentTarget.value)}
      />
      <WhenFields when={when} onChange={setWhen} />
      {change.error ? <Failed error={change.error} /> : null}
      <Button type="submit" size="lg" loading={change.isPending} disabled={!isDay(when.next)}>
        {t('autoship.save')}
      </Button>
    </form>
  )
}
