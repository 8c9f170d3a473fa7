import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Realm } from '#shared/realm.ts'
import { askNewPassword } from '#modules/identity/contract.ts'
import { useApi } from './answers.tsx'
import { useContractForm } from './contract-form.tsx'

const shape = askNewPassword.body.pick({ login: true })

/** Asks for a link to a new password. What is answered says nothing about whether there is such an account. */
export function ForgottenForm({ realm, signInPath }: { realm: Realm; signInPath: string }) {
  const { t } = useTranslation()
  const api = useApi()
  const [asked, setAsked] = useState<string>()
  const form = useContractForm({
    shape,
    initial: { login: '' },
    send: async (value) => {
      await api(askNewPassword, { body: { realm, ...value } })
      setAsked(value.login)
    },
  })
  const back = (
    <a className="text-link" href={signInPath}>
      {t('kit.signIn.back')}
    </a>
  )
  if (asked !== undefined)
    return (
      <div className="stack">
        <output className="notice notice--good">{t('kit.signIn.forgottenDone', { login: asked })}</output>
        <p>{back}</p>
      </div>
    )
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <p className="soft">{t('kit.signIn.forgottenBody')}</p>
      <TextInput
        size="md"
        label={t('kit.signIn.login')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...form.field('login')}
      />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="md" loading={form.sending}>
        {t('kit.signIn.forgottenSubmit')}
      </Button>
      <p>{back}</p>
    </form>
  )
}
