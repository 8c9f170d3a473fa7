import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addPeople } from '#modules/promotions/contract/segments.ts'
import { isDay } from '#shared/time.ts'
import { useAct } from '#kit/answers.tsx'
import { Failed } from '#kit/states.tsx'
import { FileDrop } from '../catalogue/file-drop.tsx'

const SHOWN = 50

/** Adds people by a file: says first what would come of it and which lines name nobody, and does it then. */
export function SegmentFile({ params }: { params: { market: string; segment: string } }) {
  const { t } = useTranslation()
  const [endsOn, setEndsOn] = useState('')
  const [text, setText] = useState<string>()
  const tried = useAct(addPeople)
  const done = useAct(addPeople)
  const wanted = (of: string, dryRun: boolean) => ({
    ask: { params, body: { text: of, dryRun, ...(isDay(endsOn) ? { endsOn } : {}) } },
  })
  const take = async (file: File): Promise<void> => {
    const read = await file.text()
    setText(read)
    done.reset()
    tried.mutate(wanted(read, true))
  }
  const shown = done.data ?? tried.data
  if (text === undefined || (!shown && !tried.error && !done.error))
    return (
      <div className="stack">
        <TextInput
          type="date"
          label={t('segments.endsOn')}
          value={endsOn}
          onChange={(event) => setEndsOn(event.currentTarget.value)}
        />
        <FileDrop
          accept=".csv,.txt,text/csv,text/plain"
          busy={tried.isPending}
          words={{ drop: t('segments.drop'), hint: t('segments.fileHint') }}
          onFile={(file) => void take(file)}
        />
      </div>
    )
  return (
    <div className="stack">
      {tried.error ? <Failed error={tried.error} /> : null}
      {done.error ? <Failed error={done.error} /> : null}
      {shown ? (
        <>
          <output className={done.data ? 'notice notice--good' : 'notice'}>
            {t(done.data ? 'segments.didAdd' : 'segments.wouldAdd', { count: shown.added })}{' '}
            {shown.already === 0 ? null : t('segments.already', { count: shown.already })}
          </output>
          <Rejects rejects={shown.rejects} />
        </>
      ) : null}
      <div className="form__acts">
        {shown && !done.data ? (
          <Button
            disabled={shown.added + shown.already === 0}
            loading={done.isPending}
            onClick={() => done.mutate(wanted(text, false))}
          >
            {t('segments.addAll')}
          </Button>
        ) : null}
        <Button variant="default" onClick={() => setText(undefined)}>
          {t('segments.other')}
        </Button>
      </div>
    </div>
  )
}

type Rejected = Readonly<{
  line: number
  value: string
  reason: 'no_number' | 'twice' | 'unknown' | 'other_market'
}>

function Rejects({ rejects }: { rejects: readonly Rejected[] }) {
  const { t } = useTranslation()
  if (rejects.length === 0) return null
  const file = rejects.map(({ value, reason }) => `${value};${t(`segments.reasons.${reason}`)}`).join('\n')
  return (
    <div className="small">
      <p className="strong">{t('segments.rejects', { count: rejects.length })}</p>
      <ul>
        {rejects.slice(0, SHOWN).map(({ line, value, reason }) => (
          <li key={line}>
            {t('segments.line', { line })}: <span className="number">{value}</span>,{' '}
            {t(`segments.reasons.${reason}`)}
          </li>
        ))}
      </ul>
      <a href={`data:text/csv;charset=utf-8,${encodeURIComponent(file)}`} download="rejects.csv">
        {t('segments.rejectFile')}
      </a>
    </div>
  )
}
