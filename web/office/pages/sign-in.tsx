import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Sprout } from '#kit/brand.tsx'
import { brandName } from '#kit/format.ts'
import { localPath } from '#kit/local-path.ts'
import { SignInForm } from '#kit/sign-in-form.tsx'
import { useCompany } from '../company.ts'

export function Component() {
  const { t } = useTranslation()
  const company = useCompany()
  const [params] = useSearchParams()
  return (
    <main className="door">
      <div className="door__card">
        <Sprout size={40} />
        <h1 className="display">{t('signIn.title', { company: brandName(company.data?.name ?? '') })}</h1>
        <p className="soft">{t('signIn.body')}</p>
        <SignInForm
          realm="distributor"
          onDone={() => window.location.assign(`/office${localPath(params.get('to'))}`)}
        />
        <p>
          <a className="text-link" href="/office/forgotten">
            {t('kit.signIn.forgotten')}
          </a>
        </p>
      </div>
    </main>
  )
}
