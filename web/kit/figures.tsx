import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fillPercent } from './format.ts'

export type Bar = Readonly<{ key: string; name: ReactNode; value: bigint; shown: ReactNode }>

/** The last few periods as bars, the present one set apart by weight as well as colour. */
export function Bars({ bars }: { bars: readonly Bar[] }) {
  const highest = bars.reduce((most, bar) => (bar.value > most ? bar.value : most), 0n)
  return (
    <div className="bars">
      {bars.map((bar, index) => (
        <div key={bar.key} className="bars__bar" data-now={index === bars.length - 1}>
          <span>{bar.shown}</span>
          <div
            className="bars__fill"
            style={{ height: `${highest === 0n ? 0 : fillPercent(bar.value, highest) * 0.5}%` }}
          />
          <span>{bar.name}</span>
        </div>
      ))}
    </div>
  )
}

/** Key figures side by side in one frame. */
export function Tiles({ children }: { children: ReactNode }) {
  return <div className="tiles">{children}</div>
}

/** One figure with its name, a note and a small drawing. */
export function Tile({
  label,
  figure,
  note,
  children,
}: {
  label: ReactNode
  figure: ReactNode
  note?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="tile">
      <div className="tile__label">{label}</div>
      <div className="big-number">{figure}</div>
      <div className="tile__note">{note}</div>
      {children}
    </div>
  )
}

/** Progress in words and as a bar: what is reached, what is needed, what is still to go. */
export function ProgressLine({
  name,
  have,
  need,
  toGo,
  caption,
}: {
  name: ReactNode
  have: bigint
  need: bigint
  /** What is missing, already in words: "1,540 PV". */
  toGo: ReactNode
  caption: ReactNode
}) {
  const { t } = useTranslation()
  const done = have >= need
  return (
    <div className="progress-line">
      <div className="progress-line__head">
        <span>{name}</span>
        {done ? (
          <span className="good strong">
            <span aria-hidden="true">✓ </span>
            {t('kit.done')}
          </span>
        ) : (
          <span className="strong number">{toGo}</span>
        )}
      </div>
      <div className="progress-line__track" aria-hidden="true">
        <div
          className={`progress-line__fill${done ? ' progress-line__fill--done' : ''}`}
          style={{ width: `${fillPercent(have, need)}%` }}
        />
      </div>
      <div className="progress-line__caption number">{caption}</div>
    </div>
  )
}

export type SharePart = Readonly<{ key: string; name: ReactNode; value: bigint; shown: ReactNode }>

/** Parts of a whole as one bar with its legend; the colours only repeat what the legend says. */
export function ShareBar({ parts, legend = true }: { parts: readonly SharePart[]; legend?: boolean }) {
  const whole = parts.reduce((sum, part) => sum + (part.value > 0n ? part.value : 0n), 0n)
  return (
    <div className="stack">
      <div className="share-bar" aria-hidden="true">
        {parts.map((part, index) =>
          part.value > 0n && whole > 0n ? (
            <div
              key={part.key}
              className={`share-bar__part series-${(index % 6) + 1}`}
              style={{ width: `${fillPercent(part.value, whole)}%` }}
            />
          ) : null,
        )}
      </div>
      {legend ? (
        <ul className="legend">
          {parts.map((part, index) => (
            <li key={part.key} className="legend__item">
              <span className={`legend__swatch series-${(index % 6) + 1}`} aria-hidden="true" />
              <span>{part.name}</span>
              <span className="number">{part.shown}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

export type Tone = 'plain' | 'good' | 'warn' | 'harm'

/** A short state in words, tinted by tone. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge${tone === 'plain' ? '' : ` badge--${tone}`}`}>{children}</span>
}

/** A framed part of a page with its heading. */
export function Panel({
  title,
  aside,
  children,
  flush = false,
}: {
  title?: ReactNode
  aside?: ReactNode
  children?: ReactNode
  /** The content brings its own inner space (tables do). */
  flush?: boolean
}) {
  return (
    <section className="panel">
      {title === undefined ? null : (
        <div className="panel__head">
          <h2>{title}</h2>
          <span className="tiny quiet">{aside}</span>
        </div>
      )}
      <div className={flush ? 'panel__flush' : title === undefined ? 'panel__all' : 'panel__body'}>
        {children}
      </div>
    </section>
  )
}
