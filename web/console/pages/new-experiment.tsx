import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import {
  checkLabPlan,
  showExperiment,
  showLabStart,
  startExperiment,
} from '#modules/compensation/contract/lab.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer, Empty, Failed } from '#kit/states.tsx'
import { Differences } from '../lab/differences.tsx'
import { PageHead } from '../page-head.tsx'
import { TextEditor } from '../promotions/text-editor.tsx'

type Start = Inside<typeof showLabStart, 'response'>
type Base = NonNullable<Start['base']>
type Typed = Readonly<{ name: string; text: string }>

const PPM_OF_PERCENT = 10_000
const MONTHS_AT_FIRST = 3
const PERCENT_MOST = 1_000

/** A new experiment: the text of the newest plan, changed, and the months that it is tried on. */
export function Component() {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const from = params.get('from')
  const start = useAnswer(showLabStart, {})
  const earlier = useAnswer(
    showExperiment,
    { params: { experiment: from ?? 'lab_0000000000000' } },
    { enabled: from !== null },
  )
  return (
    <Answer asked={start}>
      {({ base, months }) => {
        if (base === null) return <Empty title={t('lab.noPlanTitle')} body={t('lab.noPlanBody')} />
        if (months.length === 0) return <Empty title={t('lab.noMonthsTitle')} body={t('lab.noMonthsBody')} />
        if (from === null)
          return <Form base={base} months={months.length} first={{ name: '', text: base.text }} />
        return (
          <Answer asked={earlier}>
            {({ name, text, isStale }) => (
              <Form base={base} months={months.length} first={{ name, text }} isOlder={isStale} />
            )}
          </Answer>
        )
      }}
    </Answer>
  )
}

function Form({
  base,
  months,
  first,
  isOlder = false,
}: {
  base: Base
  months: number
  first: Typed
  /** Whether the text was written over an older version of the plan. */
  isOlder?: boolean
}) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [key] = useState(newKey)
  const [typed, setTyped] = useState<Typed>(first)
  const [count, setCount] = useState(Math.min(MONTHS_AT_FIRST, months))
  const [payout, setPayout] = useState(35)
  const [own, setOwn] = useState(30)
  const { check, problems, isRight } = useChecked(typed.text)
  const begin = useAct(startExperiment, { onDone: ({ experiment }) => void go(`/pay/lab/${experiment}`) })
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const body = {
      name: typed.name.trim(),
      text: typed.text,
      months: count,
      payoutLimitPpm: Math.round(payout * PPM_OF_PERCENT),
      ownLimitPpm: Math.round(own * PPM_OF_PERCENT),
    }
    begin.mutate({ ask: { body }, key })
  }
  return (
    <form className="stack" onSubmit={send} noValidate>
      <LeaveGuard when={typed.text !== first.text && !begin.isSuccess} />
      <PageHead title={t('lab.new')} lead={t('lab.newLead', { version: base.version })} />
      {isOlder ? <p className="notice">{t('lab.older', { version: base.version })}</p> : null}
      <div className="columns">
        <Panel
          title={t('lab.text')}
          aside={
            <Button
              size="xs"
              variant="subtle"
              disabled={typed.text === base.text}
              onClick={() => setTyped({ ...typed, text: base.text })}
            >
              {t('lab.back')}
            </Button>
          }
        >
          <TextEditor
            label={t('lab.text')}
            text={typed.text}
            problems={problems}
            onChange={(text) => setTyped({ ...typed, text })}
          />
        </Panel>
        <div className="stack">
          <Panel title={t('lab.experiment')}>
            <div className="form">
              <TextInput
                label={t('lab.name')}
                description={t('lab.nameHint')}
                maxLength={100}
                value={typed.name}
                onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
              />
              <Select
                label={t('lab.howMany')}
                allowDeselect={false}
                data={Array.from({ length: months }, (_, at) => ({
                  value: String(at + 1),
                  label: t('lab.month', { count: at + 1 }),
                }))}
                value={String(count)}
                onChange={(value) => setCount(Number(value ?? count))}
              />
              <Limit label={t('lab.payoutLimit')} value={payout} onChange={setPayout} />
              <Limit label={t('lab.ownLimit')} value={own} onChange={setOwn} />
              {begin.error ? <Failed error={begin.error} /> : null}
              <div className="form__acts">
                <Button
                  type="submit"
                  loading={begin.isPending}
                  disabled={!isRight || typed.name.trim() === ''}
                >
                  {t('lab.run')}
                </Button>
              </div>
            </div>
          </Panel>
          <Panel title={t('lab.says')}>
            <Says
              isChecking={check === undefined}
              problems={problems.length}
              says={check?.differences ?? []}
            />
          </Panel>
        </div>
      </div>
    </form>
  )
}

/** What is wrong with a text, a moment after it was last changed. */
function useChecked(text: string) {
  const [settled] = useDebouncedValue(text, 400)
  const asked = useAnswer(
    checkLabPlan,
    { body: { text: settled } },
    { enabled: settled.trim() !== '', keep: true },
  )
  const check = asked.data
  const problems = text.trim() === '' ? [] : (check?.problems ?? [])
  const isRight = settled === text && !asked.isPlaceholderData && check?.problems.length === 0
  return { check, problems, isRight }
}

function Limit({ label, value, onChange }: { label: string; value: number; onChange: (to: number) => void }) {
  const { t } = useTranslation()
  return (
    <NumberInput
      label={label}
      description={t('lab.limitHint')}
      min={0}
      max={PERCENT_MOST}
      decimalScale={2}
      value={value}
      onChange={(to) => onChange(Math.min(PERCENT_MOST, Math.max(0, Number(to) || 0)))}
    />
  )
}

function Says({
  isChecking,
  problems,
  says,
}: {
  isChecking: boolean
  problems: number
  says: readonly string[]
}) {
  const { t } = useTranslation()
  if (isChecking) return <p className="small soft">{t('lab.checking')}</p>
  if (problems > 0) return <p className="small warn">{t('lab.mistakes', { count: problems })}</p>
  if (says.length === 0) return <p className="small soft">{t('lab.saysNothing')}</p>
  return <Differences says={says} />
}
