import { useTranslation } from 'react-i18next'
import { Sprout } from '#kit/brand.tsx'
import { ForgottenForm } from '#kit/forgotten-form.tsx'

export function Component() {
  const { t } = useTranslation()
  return (
    <main className="door">
      <div className="door__card">
        <Sprout size={40} />
        <h1 className="display">{t('kit.signIn.forgottenTitle')}</h1>
        <ForgottenForm realm="distributor" signInPath="/office/sign-in" />
      </div>
    </main>
  )
}
