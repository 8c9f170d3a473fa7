import { Button, Modal } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import type { z } from 'zod'
import { ApiRefusal } from './api.ts'
import { issueSentence } from './issue-sentence.ts'

type Values = Readonly<Record<string, string | boolean>>

export type FormField = Readonly<{
  name: string
  value: string
  error: string | undefined
  onChange: (event: { currentTarget: { value: string } }) => void
  onBlur: () => void
}>

/**
 * A form over a contract's shape. Fields hold what was typed; each is checked as it is left, all of them on sending.
 * A refusal of the server goes to its field, or above the buttons; what was typed stays.
 */
export function useContractForm<S extends z.ZodObject>({
  shape,
  initial,
  send,
}: {
  shape: S
  initial: Values
  send: (value: z.output<S>) => Promise<unknown>
}) {
  const { t } = useTranslation()
  const [values, setValues] = useState<Values>(initial)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [failure, setFailure] = useState<string>()
  const [sending, setSending] = useState(false)
  const dirty = useMemo(
    () => Object.entries(values).some(([name, value]) => value !== initial[name]),
    [values, initial],
  )

  const problems = (candidate: Values): Record<string, string> => {
    const parsed = shape.safeParse(withoutEmpty(candidate))
    if (parsed.success) return {}
    const found: Record<string, string> = {}
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0] ?? '')
      found[name] ??= issueSentence(t, issue, candidate[name])
    }
    return found
  }

  const checkField = (name: string) => {
    const problem = problems(values)[name]
    setErrors((before) => {
      const { [name]: _, ...others } = before
      return problem === undefined ? others : { ...others, [name]: problem }
    })
  }

  const field = (name: string): FormField => ({
    name,
    value: String(values[name] ?? ''),
    error: errors[name],
    onChange: (event) => {
      const { value } = event.currentTarget
      setValues((before) => ({ ...before, [name]: value }))
    },
    onBlur: () => checkField(name),
  })

  const submit = async (event?: { preventDefault: () => void }): Promise<void> => {
    event?.preventDefault()
    const parsed = shape.safeParse(withoutEmpty(values))
    if (!parsed.success) {
      setErrors(problems(values))
      return
    }
    setSending(true)
    setFailure(undefined)
    try {
      await send(parsed.data)
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error
      const message = error.message === '' ? t('kit.state.offline') : error.message
      if (error.field !== undefined && error.field in initial) {
        setErrors({ [error.field]: message })
      } else setFailure(t('kit.form.failed', { message }))
    } finally {
      setSending(false)
    }
  }

  const set = (name: string, value: string | boolean) => setValues((before) => ({ ...before, [name]: value }))
  return { field, values, set, errors, submit, sending, failure, dirty }
}

// A field left empty was not given: optional parts of a shape then pass, required ones say that they are missing.
function withoutEmpty(values: Values): Record<string, string | boolean> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

/** Asks before typed text is lost: on leaving the page inside the app, and on closing the tab. */
export function LeaveGuard({ when }: { when: boolean }) {
  const { t } = useTranslation()
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!when) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [when])
  // What was kept meanwhile can be left: a page that goes on as soon as it was sent is not held up.
  useEffect(() => {
    if (!when && blocker.state === 'blocked') blocker.proceed()
  }, [when, blocker])
  const open = when && blocker.state === 'blocked'
  return (
    <Modal opened={open} onClose={() => blocker.reset?.()} title={t('kit.form.leaveTitle')} centered>
      <div className="stack">
        <p className="soft">{t('kit.form.leaveBody')}</p>
        <div className="form__acts">
          <Button onClick={() => blocker.reset?.()}>{t('kit.form.stay')}</Button>
          <Button variant="default" onClick={() => blocker.proceed?.()}>
            {t('kit.form.leave')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
