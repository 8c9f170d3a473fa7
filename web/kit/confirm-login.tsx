import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { confirmLogin } from '#modules/identity/contract.ts'
import { useAct } from './answers.tsx'
import { useProblemSentence } from './states.tsx'

/** Confirms an address by the link that was mailed to it; pressed, as programs that look at mails open links by themselves. */
export function ConfirmLogin({ homePath }: { homePath: string }) {
  const { t } = useTranslation()
  const problem = useProblemSentence()
  const act = useAct(confirmLogin)
  const token = window.location.hash.slice(1)
  if (act.isSuccess)
    return (
      <div className="stack">
        <output className="notice notice--good">
          {t('kit.signIn.confirmDone', { login: act.data.login })}
        </output>
        <a className="text-link" href={homePath}>
          {t('kit.signIn.goOn')}
        </a>
      </div>
    )
  return (
    <div className="form">
      <p className="soft">{t('kit.signIn.confirmBody')}</p>
      {act.error ? (
        <p className="notice notice--harm" role="alert">
          {problem(act.error)}
        </p>
      ) : null}
      <Button size="md" loading={act.isPending} onClick={() => act.mutate({ ask: { body: { token } } })}>
        {t('kit.signIn.confirmSubmit')}
      </Button>
    </div>
  )
}
