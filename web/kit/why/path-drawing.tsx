import type { ReactNode } from 'react'
import { scrollable } from '../spoken.ts'
import { PersonMark, type MarkedPerson } from '../person-mark.tsx'

/** One person on the way of an amount. `skipped` ones do not earn from it. */
export type PathPerson = Readonly<{
  key: string
  person: MarkedPerson
  name: string
  role: ReactNode
  skipped: boolean
  earns: boolean
}>

/**
 * The way of an amount from who ordered to who earns. Skipped people stay in the picture, joined by dots, and the
 * amount leaps over them.
 */
export function PathDrawing({ people, label }: { people: readonly PathPerson[]; label: string }) {
  const skips = people.some((stop) => stop.skipped)
  const lastPaid = people.findLastIndex((stop, index) => !stop.skipped && index < people.length - 1)
  const middle = (index: number) => ((index + 0.5) / Math.max(people.length, 1)) * 100
  return (
    <section className="path" aria-label={label} {...scrollable}>
      <ol className="path__people">
        {skips && lastPaid >= 0 ? (
          <svg className="path__arc" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
            <path
              vectorEffect="non-scaling-stroke"
              d={`M${middle(lastPaid) + 2} 30C${middle(lastPaid) + 5} 0 ${middle(people.length - 1) - 7} -2 ${middle(people.length - 1) - 3} 28`}
            />
          </svg>
        ) : null}
        {skips && lastPaid >= 0 ? (
          <span
            className="path__tip"
            aria-hidden="true"
            style={{ insetInlineStart: `${middle(people.length - 1) - 3}%` }}
          />
        ) : null}
        {people.map((stop, index) => (
          <li
            key={stop.key}
            className="path__person"
            data-link={stop.skipped || people[index + 1]?.skipped === true ? 'skipped' : 'paid'}
          >
            <PersonMark person={stop.person} size={48} silent />
            <span className="strong">{stop.name}</span>
            <span className={`small ${stop.skipped ? 'warn strong' : stop.earns ? 'good strong' : 'quiet'}`}>
              {stop.role}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
