import { useTranslation } from 'react-i18next'
import { scrollable } from '#kit/spoken.ts'
import { lineDiff, type DiffLine } from './line-diff.ts'

/** Two texts line by line; `around` leaves out what is the same and further than so many lines from a difference. */
export function TextDiff({
  before,
  after,
  label,
  around,
}: {
  before: string
  after: string
  label: string
  around?: number
}) {
  const { t } = useTranslation()
  const lines = lineDiff(before, after)
  const shown = near(lines, around ?? lines.length)
  return (
    <section className="mono-text diff" aria-label={label} {...scrollable}>
      {lines.map(({ is, text }, at) =>
        shown[at] === true ? (
          <div key={`${is}-${at}`} className={`diff__line diff__line--${is}`}>
            <span aria-hidden="true">{is === 'new' ? '+' : is === 'gone' ? '−' : ' '}</span>
            <span>
              {is === 'same' ? null : <span className="only-spoken">{t(`promotions.diff.${is}`)} </span>}
              {text}
            </span>
          </div>
        ) : shown[at - 1] === true ? (
          <div key={`gap-${at}`} className="diff__line quiet">
            <span />
            <span>…</span>
          </div>
        ) : null,
      )}
    </section>
  )
}

/** Which lines are a difference or lie near one. */
function near(lines: readonly DiffLine[], around: number): readonly boolean[] {
  const shown = lines.map(() => false)
  for (const [at, { is }] of lines.entries())
    if (is !== 'same') shown.fill(true, Math.max(0, at - around), at + around + 1)
  return around >= lines.length ? shown.map(() => true) : shown
}
