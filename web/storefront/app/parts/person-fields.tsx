import { useTranslation } from 'react-i18next'
import type { Refused } from '../form-data.ts'
import { Field } from './field.tsx'

const PASSWORD_MIN = 10

/** What a field holds when the page is drawn, and the sentence of what is wrong with it. */
type Fields = Readonly<{
  value: (field: string) => string
  problem: (field: string) => string | undefined
}>

/** The names of a person, side by side where there is room. */
export function NameFields({ value, problem }: Fields) {
  const { t } = useTranslation()
  return (
    <div className="shop-form__halves">
      <Field
        label={t('join.givenName')}
        name="givenName"
        autoComplete="given-name"
        required
        defaultValue={value('givenName')}
        error={problem('givenName')}
      />
      <Field
        label={t('join.familyName')}
        name="familyName"
        autoComplete="family-name"
        required
        defaultValue={value('familyName')}
        error={problem('familyName')}
      />
    </div>
  )
}

export function PhoneField({ value, problem }: Fields) {
  const { t } = useTranslation()
  return (
    <Field
      label={t('join.phone')}
      name="phone"
      type="tel"
      autoComplete="tel"
      defaultValue={value('phone')}
      error={problem('phone')}
    />
  )
}

/** The e-mail address by which somebody will sign in. */
export function EmailField({ value, problem }: Fields) {
  const { t } = useTranslation()
  return (
    <Field
      label={t('join.email')}
      hint={t('join.emailHint')}
      name="email"
      type="email"
      autoComplete="email"
      required
      defaultValue={value('email')}
      error={problem('email')}
    />
  )
}

/** A password that somebody chooses; it is never shown again. */
export function NewPasswordField({ label, problem }: Pick<Fields, 'problem'> & Readonly<{ label: string }>) {
  const { t } = useTranslation()
  return (
    <Field
      label={label}
      hint={t('join.passwordHint')}
      name="password"
      type="password"
      autoComplete="new-password"
      required
      minLength={PASSWORD_MIN}
      error={problem('password')}
    />
  )
}

/** Why a form did not go through, where that is of no single field. */
export function FormFailure({ refused }: { refused: Refused | undefined }) {
  const { t } = useTranslation()
  if (refused?.failure === undefined) return null
  return (
    <p className="notice notice--harm" role="alert">
      {t('checkout.failed', { message: refused.failure })}
    </p>
  )
}
