import { Button, Textarea, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiRefusal } from '#kit/api.ts'
import { useProblemSentence } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { parseInstant } from '#shared/time.ts'

const REASON_LEAST = 3

/** The sentence of what is wrong with a field, where the server said so. */
type Wrong = (field: string) => string | undefined

/**
 * The form by which something is asked for that a second person decides: what stands above says what, then from which day on and why.
 * A refusal stands at its field, or below where it is of none of them.
 */
export function AskForm({
  lead,
  act,
  dayHint,
  reasonHint,
  fields,
  isReady,
  sending,
  onSend,
  children,
}: {
  lead: string
  act: string
  dayHint: string
  reasonHint: string
  /** The fields of their own that the server may refuse. */
  fields: readonly string[]
  isReady: boolean
  sending: Readonly<{ error: unknown; isPending: boolean }>
  onSend: (of: Readonly<{ from: number | undefined; reason: string }>) => void
  children: (wrong: Wrong) => ReactNode
}) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const zone = useTimeZone() ?? 'UTC'
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const { error } = sending
  const wrong: Wrong = (field) =>
    error instanceof ApiRefusal && error.field === field ? sentence(error) : undefined
  const isElsewhere =
    error !== null && [...fields, 'from', 'reason'].every((field) => wrong(field) === undefined)
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    onSend({ from: parseInstant(day, zone), reason: reason.trim() })
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{lead}</p>
      {children(wrong)}
      <TextInput
        type="date"
        label={t('moves.day')}
        description={dayHint}
        value={day}
        error={wrong('from')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Textarea
        label={t('moves.reason')}
        description={reasonHint}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        error={wrong('reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {isElsewhere ? (
        <p className="notice notice--harm" role="alert">
          {sentence(error)}
        </p>
      ) : null}
      <div className="form__acts">
        <Button
          type="submit"
          loading={sending.isPending}
          disabled={!isReady || reason.trim().length < REASON_LEAST}
        >
          {act}
        </Button>
      </div>
    </form>
  )
}
