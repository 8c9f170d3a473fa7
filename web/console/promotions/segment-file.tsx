import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addPeople } from '#modules/promotions/contract/segments.ts'
import { useAct } from '#kit/answers.tsx'
import { Failed } from '#kit/states.tsx'
import { FileDrop } from '../catalogue/file-drop.tsx'

const SHOWN = 50

/** Adds people by a file: says first what would come of it and which lines name nobody, and does it then. */
export function SegmentFile({
  params,
  endsOn,
}: {
  params: { market: string; segment: string }
  endsOn: string | undefined
}) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  const tried = useAct(addPeople)
  const done = useAct(addPeople)
  const wanted = (of: string, dryRun: boolean) => ({
    ask: { params, body: { text: of, dryRun, ...(endsOn === undefined ? {} : { endsOn }) } },
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
      <>
        <p className="small soft">{t('segments.fileHint')}</p>
        <FileDrop
          accept=".csv,.txt,text/csv,text/plain"
          busy={tried.isPending}
          onFile={(file) => void take(file)}
        />
      </>
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
