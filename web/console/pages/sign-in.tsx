import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Sprout } from '#kit/brand.tsx'
import { SignInForm } from '#kit/sign-in-form.tsx'
import { localPath } from '#kit/local-path.ts'

export function Component() {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  return (
    <main className="door">
      <div className="door__card">
        <Sprout size={40} />
        <h1 className="display">{t('signIn.title')}</h1>
        <p className="soft">{t('signIn.body')}</p>
        <SignInForm
          realm="staff"
          onDone={() => window.location.assign(`/console${localPath(params.get('to'))}`)}
        />
        <p>
          <a className="text-link" href="/console/forgotten">
            {t('kit.signIn.forgotten')}
          </a>
        </p>
      </div>
    </main>
  )
}
