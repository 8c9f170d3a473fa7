import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { lookAtLink } from '#modules/identity/contract.ts'
import { useApi } from './answers.tsx'
import { PasswordForm } from './sign-in-form.tsx'
import { Empty, Loading } from './states.tsx'

/** The page behind a one-time link; its secret stands after the `#`, so that no server log ever holds it. */
export function Welcome({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const api = useApi()
  const token = window.location.hash.slice(1)
  const link = useQuery({
    queryKey: ['one-time-link'],
    queryFn: () => api(lookAtLink, { body: { token } }),
    retry: false,
    staleTime: Infinity,
  })
  if (link.isPending) return <Loading rows={3} />
  if (!link.data) return <Empty title={t('kit.signIn.linkGone')} />
  return (
    <div className="stack">
      <h1 className="display">{t('kit.signIn.linkTitle', { name: link.data.name })}</h1>
      <p className="soft">{t('kit.signIn.linkBody', { login: link.data.login })}</p>
      <PasswordForm token={token} onDone={onDone} />
    </div>
  )
}
