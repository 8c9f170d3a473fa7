import { useTranslation } from 'react-i18next'
import { Sprout } from '#kit/brand.tsx'
import { ConfirmLogin } from '#kit/confirm-login.tsx'

export function Component() {
  const { t } = useTranslation()
  return (
    <main className="door">
      <div className="door__card">
        <Sprout size={40} />
        <h1 className="display">{t('kit.signIn.confirmTitle')}</h1>
        <ConfirmLogin homePath="/console/" />
      </div>
    </main>
  )
}
