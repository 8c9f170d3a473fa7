import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { requestTransfer, transferKind } from '#modules/positions/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { ApiRefusal, newKey } from '#kit/api.ts'
import { useProblemSentence } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { parseInstant } from '#shared/time.ts'
import { options } from '../words.ts'

const FIELDS = ['to', 'from', 'reason', 'papers']

/** Asks for a position to become another person's; goes to the page of the transfer, which says what stays with whom. */
export function AskTransfer({ position }: { position: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const sentence = useProblemSentence()
  const [key] = useState(newKey)
  const ask = useAct(requestTransfer, {
    onDone: ({ transfer }) => void go(`/people/transfers/${transfer}`),
  })
  const [kind, setKind] = useState<string>('sale')
  const [to, setTo] = useState('')
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const [papers, setPapers] = useState('')
  const zone = useTimeZone() ?? 'UTC'
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const chosen = transferKind.safeParse(kind)
    if (!chosen.success) return
    const said = { to: to.trim(), reason: reason.trim(), papers: papers.trim() }
    ask.mutate({
      ask: { body: { position, kind: chosen.data, from: parseInstant(day, zone), ...said } },
      key,
    })
  }
  const wrong = (field: string) =>
    ask.error instanceof ApiRefusal && ask.error.field === field ? sentence(ask.error) : undefined
  const isElsewhere = ask.error !== null && FIELDS.every((field) => wrong(field) === undefined)
  const needsPapers = kind === 'inheritance' && papers.trim() === ''
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('transfers.askBody')}</p>
      <Select
        label={t('transfers.why')}
        allowDeselect={false}
        data={options(t, 'transfers.kinds', transferKind.options)}
        value={kind}
        onChange={(value) => setKind(value ?? 'sale')}
      />
      <TextInput
        label={t('transfers.to')}
        description={t('transfers.toHint')}
        inputMode="numeric"
        value={to}
        error={wrong('to')}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('moves.day')}
        description={t('transfers.dayHint')}
        value={day}
        error={wrong('from')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Textarea
        label={t('moves.reason')}
        description={t('transfers.reasonHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        error={wrong('reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        label={t('transfers.papers')}
        description={t(kind === 'inheritance' ? 'transfers.papersNeeded' : 'transfers.papersHint')}
        maxLength={300}
        value={papers}
        error={wrong('papers')}
        onChange={(event) => setPapers(event.currentTarget.value)}
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
          disabled={to.trim() === '' || reason.trim().length < 3 || needsPapers}
        >
          {t('transfers.askAct')}
        </Button>
      </div>
    </form>
  )
}
