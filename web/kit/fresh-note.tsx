import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ageParts } from './format.ts'

const LATE_AFTER_S = 60

/**
 * How old the shown figures are. `ageMs` is the age that the server gave with them, `askedAt` when the answer came
 * (the browser's own clock), so that the company's clock and the device's clock never mix.
 */
export function FreshNote({ ageMs = 0, askedAt }: { ageMs?: number; askedAt: number }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = (ageMs + Math.max(0, now - askedAt)) / 1_000
  const { unit, count } = ageParts(seconds)
  const late = seconds > LATE_AFTER_S
  return (
    <span className={`fresh${late ? ' fresh--late' : ''}`}>
      <span className="fresh__dot" aria-hidden="true" />
      {t(`kit.fresh.${unit}`, { count })}
    </span>
  )
}
