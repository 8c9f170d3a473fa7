import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { createCampaign } from '#modules/catalog/contract/campaigns.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '#kit/date-text.tsx'
import { Failed } from '#kit/states.tsx'

type Written = Inside<typeof createCampaign, 'body'>

const ANY = ''

/** From its first day to its last, both included. */
export function DaysText({ fromDay, untilDay }: { fromDay: string; untilDay: string }) {
  return (
    <>
      <DateText at={Date.parse(fromDay)} timeZone="UTC" /> –{' '}
      <DateText at={Date.parse(untilDay)} timeZone="UTC" />
    </>
  )
}

/** Code, names, market and days of a catalogue on paper; of one that is there the code stays. */
export function CampaignForm({
  markets,
  kept,
  act,
  pending,
  error,
  onSave,
}: {
  markets: readonly Readonly<{ code: string }>[]
  kept?: Written
  act: string
  pending: boolean
  error: unknown
  onSave: (written: Written) => void
}) {
  const { t } = useTranslation()
  const [names, setNames] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(
      Object.entries(kept?.texts ?? { en: { name: '' } }).map(([key, { name }]) => [key, name]),
    ),
  )
  const [typed, setCode] = useState<string>()
  const [market, setMarket] = useState(kept?.market ?? ANY)
  const [fromDay, setFrom] = useState(kept?.fromDay ?? '')
  const [untilDay, setUntil] = useState(kept?.untilDay ?? '')
  const [language, setLanguage] = useState('')
  const first = Object.values(names).find((name) => name.trim() !== '') ?? ''
  const campaign = kept?.campaign ?? typed ?? codeOf(first)
  const isWrong = untilDay !== '' && untilDay < fromDay
  const isRight = campaign !== '' && first !== '' && fromDay !== '' && untilDay !== '' && !isWrong
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isRight) return
        const texts = Object.fromEntries(
          Object.entries(names).flatMap(([key, name]) =>
            name.trim() === '' ? [] : [[key, { name: name.trim() }] as const],
          ),
        )
        onSave({ campaign, texts, market: market === ANY ? null : market, fromDay, untilDay })
      }}
    >
      {Object.entries(names).map(([key, name]) => (
        <TextInput
          key={key}
          label={t('paper.nameIn', { language: key })}
          maxLength={200}
          value={name}
          onChange={(event) => setNames({ ...names, [key]: event.currentTarget.value })}
        />
      ))}
      <div className="bulk-form">
        <TextInput
          label={t('paper.language')}
          maxLength={5}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value.trim())}
        />
        <Button
          variant="default"
          style={{ alignSelf: 'end' }}
          disabled={!/^[a-z]{2}(-[A-Z]{2})?$/.test(language) || names[language] !== undefined}
          onClick={() => {
            setNames({ ...names, [language]: '' })
            setLanguage('')
          }}
        >
          {t('paper.addLanguage')}
        </Button>
      </div>
      {kept ? null : (
        <TextInput
          label={t('paper.code')}
          description={t('paper.codeHint')}
          maxLength={40}
          value={campaign}
          onChange={(event) => setCode(codeOf(event.currentTarget.value))}
        />
      )}
      <Select
        label={t('paper.market')}
        data={[
          { value: ANY, label: t('paper.everywhere') },
          ...markets.map(({ code }) => ({ value: code, label: code })),
        ]}
        value={market}
        allowDeselect={false}
        onChange={(value) => setMarket(value ?? ANY)}
      />
      <div className="bulk-form">
        <TextInput
          type="date"
          label={t('paper.fromDay')}
          value={fromDay}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('paper.untilDay')}
          error={isWrong ? t('paper.daysWrong') : undefined}
          value={untilDay}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
      {error ? <Failed error={error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={!isRight} loading={pending}>
          {act}
        </Button>
      </div>
    </form>
  )
}

/** A code of what was typed: small letters, digits and hyphens. */
function codeOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
}
