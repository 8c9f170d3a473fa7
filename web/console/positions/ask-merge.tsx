import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { requestMerge } from '#modules/genealogy/contract/moves.ts'
import { useAct } from '#kit/answers.tsx'
import { ApiRefusal, newKey } from '#kit/api.ts'
import { useProblemSentence } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { parseInstant } from '#shared/time.ts'

const FIELDS = ['into', 'from', 'reason']

/** Asks for a position to end in another one; goes to the page of the merge, which shows what it changes. */
export function AskMerge({ person }: { person: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const sentence = useProblemSentence()
  const [key] = useState(newKey)
  const ask = useAct(requestMerge, { onDone: ({ move }) => void go(`/people/moves/${move}`) })
  const [into, setInto] = useState('')
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const zone = useTimeZone() ?? 'UTC'
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const body = { person, into: into.trim(), from: parseInstant(day, zone), reason: reason.trim() }
    ask.mutate({ ask: { body }, key })
  }
  const wrong = (field: string) =>
    ask.error instanceof ApiRefusal && ask.error.field === field ? sentence(ask.error) : undefined
  const isElsewhere = ask.error !== null && FIELDS.every((field) => wrong(field) === undefined)
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('merges.askBody')}</p>
      <TextInput
        label={t('merges.into')}
        description={t('merges.intoHint')}
        inputMode="numeric"
        value={into}
        error={wrong('into')}
        onChange={(event) => setInto(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('moves.day')}
        description={t('moves.dayHint')}
        value={day}
        error={wrong('from')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Textarea
        label={t('moves.reason')}
        description={t('merges.reasonHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        error={wrong('reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {isElsewhere ? (
        <p className="notice notice--harm" role="alert">
          {sentence(ask.error)}
        </p>
      ) : null}
      <div className="form__acts">
        <Button
          type="submit"
          loading={ask.isPending}
          disabled={into.trim() === '' || reason.trim().length < 3}
        >
          {t('merges.askAct')}
        </Button>
      </div>
    </form>
  )
}
