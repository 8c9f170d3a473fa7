import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { Realm } from '#shared/realm.ts'
import { consumeLink, signIn } from '#modules/identity/contract.ts'
import { useApi } from './answers.tsx'
import { useContractForm } from './contract-form.tsx'

const signInShape = signIn.body.pick({ login: true, password: true })

/** Sign-in by login and password. What was typed stays when it is refused. */
export function SignInForm({ realm, onDone }: { realm: Realm; onDone: () => void }) {
  const { t } = useTranslation()
  const api = useApi()
  const form = useContractForm({
    shape: signInShape,
    initial: { login: '', password: '' },
    send: async (value) => {
      await api(signIn, { body: { realm, ...value } })
      onDone()
    },
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <TextInput
        size="md"
        label={t('kit.signIn.login')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...form.field('login')}
      />
      <PasswordInput
        size="md"
        label={t('kit.signIn.password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('kit.signIn.show') }}
        {...form.field('password')}
      />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="md" loading={form.sending}>
        {t('kit.signIn.submit')}
      </Button>
    </form>
  )
}

const passwordShape = z.object({ password: z.string().min(10).max(200), again: z.string().min(1) })

/** Chooses the first password through a one-time link. */
export function PasswordForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation()
  const api = useApi()
  const form = useContractForm({
    shape: passwordShape,
    initial: { password: '', again: '' },
    send: async (value) => {
      await api(consumeLink, { body: { token, password: value.password } })
      onDone()
    },
  })
  const differs = form.values['again'] !== '' && form.values['again'] !== form.values['password']
  return (
    <form
      className="form"
      onSubmit={(event) => (differs ? event.preventDefault() : void form.submit(event))}
      noValidate
    >
      <PasswordInput
        size="md"
        label={t('kit.signIn.newPassword')}
        description={t('kit.signIn.newPasswordHint')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('kit.signIn.show') }}
        {...form.field('password')}
      />
      <PasswordInput
        size="md"
        label={t('kit.signIn.again')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('kit.signIn.show') }}
        {...form.field('again')}
        error={differs ? t('kit.signIn.differs') : form.field('again').error}
      />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="md" loading={form.sending} disabled={differs}>
        {t('kit.signIn.setPassword')}
      </Button>
    </form>
  )
}
