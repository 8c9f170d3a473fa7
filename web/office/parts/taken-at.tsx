import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showCompany } from '#modules/company/contract.ts'
import { localOf, parseInstant } from '#shared/time.ts'
import { useAnswer } from '#kit/answers.tsx'
import { useTimeZone } from '#kit/time-zone.ts'

const CLOCK_EVERY_MS = 30_000

/** When an order was taken from a consumer: now, earlier, or not told in a way that can be sent. */
export type Taken = Readonly<{ state: 'now' } | { state: 'earlier'; atMs: number } | { state: 'wrong' }>

/**
 * Asks when an order was taken, in the company's time. Left alone it is now, and the order is sent without a time, so that
 * a form that stands open for an hour does not date it back.
 */
export function TakenAt({ taken, onChange }: { taken: Taken; onChange: (taken: Taken) => void }) {
  const { t } = useTranslation()
  // The company's clock, which may stand elsewhere than the phone's.
  const company = useAnswer(showCompany, {}, { everyMs: CLOCK_EVERY_MS })
  const zone = useTimeZone() ?? 'UTC'
  const [typed, setTyped] = useState<string>()
  const nowMs = company.data?.now
  const change = (text: string): void => {
    setTyped(text === '' ? undefined : text)
    const atMs = parseInstant(text, zone)
    if (text === '') onChange({ state: 'now' })
    else if (atMs === undefined || nowMs === undefined || atMs > nowMs) onChange({ state: 'wrong' })
    else onChange({ state: 'earlier', atMs })
  }
  const now = nowMs === undefined ? '' : fieldText(nowMs, zone)
  return (
    <TextInput
      size="md"
      type="datetime-local"
      label={t('report.takenAt')}
      description={t('report.takenHint')}
      max={now}
      value={taken.state === 'now' ? now : (typed ?? now)}
      error={taken.state === 'wrong' ? t('report.takenWrong') : undefined}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

/** A moment as the field writes it: local, to the minute. */
export function fieldText(atMs: number, zone: string): string {
  const { year, month, day, hour, minute } = localOf(atMs, zone)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}
