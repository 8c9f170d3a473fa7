import { Button, Progress, Skeleton } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiRefusal, percentLoaded } from './api.ts'

const SKELETON_AFTER_MS = 300

/** Nothing for the first 300 ms, then bars in the shape of what comes: short waits do not flicker. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <output className="waiting">
      <span className="only-spoken">{t('kit.state.loading')}</span>
      {shown
        ? Array.from({ length: rows }, (_, index) => (
            <Skeleton
              key={index}
              height={index === 0 ? 28 : 16}
              width={index === 0 ? '45%' : `${92 - index * 7}%`}
              radius="sm"
            />
          ))
        : null}
    </output>
  )
}

/** What is asked for is being loaded by the server, which takes longer than a moment once: how far it is. */
function LoadingByServer({ percent }: { percent: number }) {
  const { t } = useTranslation()
  return (
    <div className="empty">
      <p className="strong">{t('kit.state.preparingTitle')}</p>
      <Progress.Root w={240} size="lg" radius="xl">
        <Progress.Section value={Math.max(percent, 2)} aria-label={t('kit.state.preparingTitle')} />
      </Progress.Root>
      <output className="soft small prose">{t('kit.state.preparingBody', { percent })}</output>
    </div>
  )
}

/** Nothing is here yet: a title, one sentence and the next step. */
export function Empty({ title, body, action }: { title: ReactNode; body?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 40" width="64" height="40" aria-hidden="true" className="empty__sprout">
        <path d="M4 36h56" />
        <path d="M32 36V16" />
        <path d="M32 22c-9 1-14-4-15-12 9-1 14 3 15 12ZM32 17c1-8 6-12 15-11 0 8-6 12-15 11Z" />
      </svg>
      <p className="strong">{title}</p>
      {body === undefined ? null : <p className="soft small prose">{body}</p>}
      {action}
    </div>
  )
}

/** The sentence of whatever went wrong, for people. */
export function useProblemSentence(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    if (!(error instanceof ApiRefusal)) return t('kit.state.brokeTitle')
    if (error.message !== '') return error.message
    return t('kit.state.offline')
  }
}

/** A question that could not be answered: what happened, that nothing changed, and the way to ask again. */
export function Failed({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const forbidden = error instanceof ApiRefusal && error.status === 403
  return (
    <div className="empty" role="alert">
      <p className="strong">{t(forbidden ? 'kit.state.forbiddenTitle' : 'kit.state.failedTitle')}</p>
      <p className="soft small prose">
        {forbidden ? t('kit.state.forbiddenBody') : t('kit.state.failedBody', { message: sentence(error) })}
      </p>
      {onAgain && !forbidden ? (
        <Button variant="default" onClick={onAgain}>
          {t('kit.state.again')}
        </Button>
      ) : null}
    </div>
  )
}

type Asked<T> = Readonly<{
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}>

/** Shows an answer, or its loading or failed state. */
export function Answer<T>({
  asked,
  rows,
  children,
}: {
  asked: Asked<T>
  rows?: number
  children: (data: T) => ReactNode
}) {
  if (asked.data !== undefined) return <>{children(asked.data)}</>
  if (asked.isPending) return <Loading {...(rows === undefined ? {} : { rows })} />
  const percent = percentLoaded(asked.error)
  if (percent !== undefined) return <LoadingByServer percent={percent} />
  return <Failed error={asked.error} onAgain={() => void asked.refetch()} />
}
