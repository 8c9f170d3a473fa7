import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export type StepState = 'done' | 'now' | 'open' | 'stopped'

export type Step = Readonly<{
  key: string
  name: string
  aside?: ReactNode
  note?: ReactNode
  state: StepState
}>

function Knot({ state }: { state: StepState }) {
  return (
    <svg className="steps-across__knot" viewBox="0 0 18 18" aria-hidden="true">
      {state === 'done' ? (
        <>
          <circle className="knot__done" cx="9" cy="9" r="9" />
          <path className="knot__tick" d="m5.5 9.3 2.4 2.4 4.6-5" />
        </>
      ) : null}
      {state === 'now' ? (
        <>
          <circle className="knot__now" cx="9" cy="9" r="9" />
          <circle className="knot__core" cx="9" cy="9" r="3.4" />
        </>
      ) : null}
      {state === 'stopped' ? <path className="knot__stopped" d="M9 0l9 9-9 9-9-9z" /> : null}
      {state === 'open' ? <circle className="knot__ring" cx="9" cy="9" r="8" /> : null}
    </svg>
  )
}

/** Things that run in order, across a desk and down on a narrow screen. */
export function StepsAcross({ steps, label }: { steps: readonly Step[]; label: string }) {
  const { t } = useTranslation()
  return (
    <ol className="steps-across" aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.key}
          className="steps-across__step"
          data-state={step.state}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          <Knot state={step.state} />
          <span className="steps-across__name">{step.name}</span>
          <span className="only-spoken">{t(`kit.step.${step.state}`)}</span>
          <span className="steps-across__note">{step.aside}</span>
          <div className="steps-across__note">{step.note}</div>
        </li>
      ))}
    </ol>
  )
}

/** A story told in numbered steps, from the first fact to the last cent. */
export function Story({ children }: { children: ReactNode }) {
  return <ol className="story">{children}</ol>
}

export function StoryStep({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <li className="story__step">
      <h2 className="story__title">{title}</h2>
      {children}
    </li>
  )
}

export type StemItem = Readonly<{
  key: string
  when: ReactNode
  title: ReactNode
  note?: ReactNode
  tone?: 'good' | 'warn' | 'plain'
}>

/** Dated things on a stem: cut-offs, history. */
export function Stem({ items, label }: { items: readonly StemItem[]; label: string }) {
  return (
    <ol className="stem" aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className="stem__item" data-tone={item.tone ?? 'plain'}>
          <span className="stem__when">{item.when}</span>
          <span className="stem__line" aria-hidden="true" />
          <span>
            <span className="strong small">{item.title}</span>
            {item.note === undefined ? null : <div className="tiny quiet">{item.note}</div>}
          </span>
        </li>
      ))}
    </ol>
  )
}
