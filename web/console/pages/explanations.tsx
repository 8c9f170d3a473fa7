import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { explainPerson, listEarnings, listPeriods } from '#modules/compensation/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { formatPeriod, sentenceCase } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { ExplanationStory } from '#kit/why/explanation.tsx'
import { partAddress, partIn, type Part } from '#kit/why/told.ts'
import { PageHead } from '../page-head.tsx'

/** Asks the engine "why?" for any person, month and bonus; the address holds the question, so it can be sent on. */
export function Component() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const [person, period, bonus] = [
    params.get('person') ?? '',
    params.get('period') ?? '',
    params.get('bonus') ?? '',
  ]
  const set = (changes: Readonly<Record<string, string>>) =>
    setParams((before) => {
      const after = new URLSearchParams(before)
      for (const [name, value] of Object.entries(changes)) {
        if (value === '') after.delete(name)
        else after.set(name, value)
      }
      return after
    })
  return (
    <>
      <PageHead title={t('place.explanations')} lead={t('explanations.lead')} />
      <Question key={`${person}-${period}`} person={person} period={period} onAsk={set} />
      {person !== '' && period !== '' ? (
        <div className="columns">
          {bonus === '' ? (
            <Panel>
              <Empty title={t('explanations.chooseBonus')} />
            </Panel>
          ) : (
            <div className="panel">
              <Story person={person} period={period} bonus={bonus} part={partIn(params)} />
            </div>
          )}
          <Bonuses person={person} period={period} onChoose={(chosen) => set({ bonus: chosen, ...whole })} />
        </div>
      ) : (
        <Panel>
          <Empty title={t('explanations.emptyTitle')} body={t('explanations.emptyBody')} />
        </Panel>
      )}
    </>
  )
}

function Question({
  person,
  period,
  onAsk,
}: {
  person: string
  period: string
  onAsk: (ask: Record<string, string>) => void
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const periods = useAnswer(listPeriods, {})
  const [typed, setTyped] = useState(person)
  const [chosen, setChosen] = useState(period)
  return (
    <form
      className="row"
      style={{ alignItems: 'flex-end', flexWrap: 'wrap' }}
      onSubmit={(event) => {
        event.preventDefault()
        onAsk({ person: typed.replaceAll(/\D/g, ''), period: chosen, bonus: '', ...whole })
      }}
    >
      <TextInput
        label={t('explanations.person')}
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Select
        label={t('explanations.period')}
        data={(periods.data?.periods ?? []).map((entry) => ({
          value: entry.period,
          label: formatPeriod(entry.period, locale),
        }))}
        value={chosen === '' ? null : chosen}
        onChange={(value) => setChosen(value ?? '')}
      />
      <Button type="submit" disabled={typed === '' || chosen === ''}>
        {t('explanations.ask')}
      </Button>
    </form>
  )
}

/** No part: the whole amount. */
const whole = { source: '', leg: '', from: '' }

function Story({ part, ...ask }: { person: string; period: string; bonus: string; part: Part }) {
  const asked = useAnswer(explainPerson, {
    params: { person: ask.person },
    query: { period: ask.period, bonus: ask.bonus, ...part },
  })
  return (
    <Answer asked={asked} rows={8}>
      {(why) => (
        <div style={{ padding: '16px 0' }}>
          <ExplanationStory
            why={why}
            own={false}
            linkTo={(to) => `/pay/explanations?${new URLSearchParams(ask)}${partAddress(to)}`}
          />
        </div>
      )}
    </Answer>
  )
}

function Bonuses({
  person,
  period,
  onChoose,
}: {
  person: string
  period: string
  onChoose: (bonus: string) => void
}) {
  const { t } = useTranslation()
  const periods = useAnswer(listPeriods, {})
  const asked = useAnswer(listEarnings, { params: { period }, query: { search: person, rows: 1 } })
  // A month that is not computed has no list yet, which is no failure.
  if (periods.data?.periods.some((entry) => entry.period === period && entry.paid === null))
    return (
      <Panel title={t('explanations.bonuses')}>
        <p className="soft small">{t('explanations.notComputed')}</p>
      </Panel>
    )
  return (
    <Panel title={t('explanations.bonuses')}>
      <Answer asked={asked}>
        {(page) => {
          const row = page.rows[0]
          if (!row) return <p className="soft small">{t('explanations.noEarnings')}</p>
          return (
            <dl className="facts">
              {row.byBonus.map((entry) => (
                <div key={entry.bonus} style={{ display: 'contents' }}>
                  <dt>
                    <button type="button" className="link-button" onClick={() => onChoose(entry.bonus)}>
                      {sentenceCase(entry.bonus)}
                    </button>
                  </dt>
                  <dd>
                    <Money value={entry.amount} />
                  </dd>
                </div>
              ))}
              <dt className="strong">{t('order.total')}</dt>
              <dd className="strong">
                <Money value={row.total} />
              </dd>
            </dl>
          )
        }}
      </Answer>
    </Panel>
  )
}
