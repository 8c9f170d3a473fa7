import { useId, type InputHTMLAttributes } from 'react'

/** A labelled field; its problem stands below it and is tied to it for screen readers. */
export function Field({
  label,
  hint,
  error,
  ...input
}: { label: string; hint?: string; error?: string | undefined } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint === undefined ? null : (
        <span className="field__hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        id={id}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={
          error === undefined ? (hint === undefined ? undefined : `${id}-hint`) : `${id}-error`
        }
        {...input}
      />
      {error === undefined ? null : (
        <span className="field__error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  )
}
