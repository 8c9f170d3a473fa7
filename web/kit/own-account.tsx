import { Button, PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { askConfirmation, changePassword } from '#modules/identity/contract.ts'
import {
  changeLogin,
  endMySession,
  listMySessions,
  renameMe,
} from '#modules/identity/contract/own-account.ts'
import { useAct, useAnswer, useApi } from './answers.tsx'
import { useContractForm } from './contract-form.tsx'
import { DateText } from './date-text.tsx'
import { Badge, Panel } from './figures.tsx'
import { useSession } from './session.ts'
import { Answer, Failed } from './states.tsx'

type Me = NonNullable<ReturnType<typeof useSession>['data']>

/** The own account: name, address to sign in with, password, and where it is signed in. */
export function OwnAccount() {
  const asked = useSession()
  return (
    <div className="stack">
      <Answer asked={asked}>
        {(me) => (
          <>
            <Who key={`${me.name} ${me.login}`} me={me} />
            <Password />
          </>
        )}
      </Answer>
      <Sessions />
    </div>
  )
}

/** Says that something was kept, and asks everything anew. */
function useKept(): () => Promise<void> {
  const { t } = useTranslation()
  const client = useQueryClient()
  return async () => {
    notifications.show({ message: t('kit.account.kept') })
    await client.invalidateQueries()
  }
}

function Who({ me }: { me: Me }) {
  const { t } = useTranslation()
  const confirm = useAct(askConfirmation, {
    onDone: () => notifications.show({ message: t('kit.account.mailed', { login: me.login }) }),
  })
  return (
    <Panel title={t('kit.account.who')}>
      <div className="stack">
        {me.realm === 'staff' ? <Name me={me} /> : <p className="strong">{me.name}</p>}
        <Login me={me} />
        {me.confirmed ? null : (
          <div className="notice">
            <div className="stack stack--tight">
              <p className="small">{t('kit.account.unconfirmed', { login: me.login })}</p>
              {confirm.error ? <Failed error={confirm.error} /> : null}
              <div>
                <Button
                  variant="default"
                  size="xs"
                  loading={confirm.isPending}
                  onClick={() => confirm.mutate({ ask: {} })}
                >
                  {t('kit.account.mailAgain')}
                </Button>
              </div>
            </div>
          </div>
        )}
      </div>
    </Panel>
  )
}

function Name({ me }: { me: Me }) {
  const { t } = useTranslation()
  const api = useApi()
  const kept = useKept()
  const form = useContractForm({
    shape: renameMe.body,
    initial: { name: me.name },
    send: async (body) => {
      await api(renameMe, { body })
      await kept()
    },
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <TextInput label={t('kit.account.name')} autoComplete="name" {...form.field('name')} />
      <Keep form={form} label={t('kit.account.keepName')} />
    </form>
  )
}

function Login({ me }: { me: Me }) {
  const { t } = useTranslation()
  const api = useApi()
  const kept = useKept()
  const form = useContractForm({
    shape: changeLogin.body,
    initial: { login: me.login, present: '' },
    send: async (body) => {
      await api(changeLogin, { body })
      await kept()
    },
  })
  const isOther = form.values['login'] !== me.login
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <TextInput
        label={t('kit.account.login')}
        description={t('kit.account.loginHint')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...form.field('login')}
      />
      {isOther ? <Present {...form.field('present')} /> : null}
      <Keep form={form} label={t('kit.account.keepLogin')} isOff={!isOther} />
    </form>
  )
}

const passwordShape = z.object({
  present: z.string().min(1),
  password: z.string().min(10).max(200),
  again: z.string().min(1),
})
const nothing = { present: '', password: '', again: '' }

function Password() {
  const { t } = useTranslation()
  const api = useApi()
  const kept = useKept()
  const form = useContractForm({
    shape: passwordShape,
    initial: nothing,
    send: async ({ present, password }) => {
      await api(changePassword, { body: { present, password } })
      for (const name of Object.keys(nothing)) form.set(name, '')
      await kept()
    },
  })
  const differs = form.values['again'] !== '' && form.values['again'] !== form.values['password']
  return (
    <Panel title={t('kit.account.password')}>
      <form
        className="form"
        onSubmit={(event) => (differs ? event.preventDefault() : void form.submit(event))}
        noValidate
      >
        <Present {...form.field('present')} />
        <PasswordInput
          label={t('kit.signIn.newPassword')}
          description={t('kit.signIn.newPasswordHint')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('kit.signIn.show') }}
          {...form.field('password')}
        />
        <PasswordInput
          label={t('kit.signIn.again')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('kit.signIn.show') }}
          {...form.field('again')}
          error={differs ? t('kit.signIn.differs') : form.field('again').error}
        />
        <p className="small soft">{t('kit.account.passwordHint')}</p>
        <Keep form={form} label={t('kit.account.keepPassword')} isOff={differs} />
      </form>
    </Panel>
  )
}

function Present(field: ReturnType<ReturnType<typeof useContractForm>['field']>) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t('kit.account.present')}
      autoComplete="current-password"
      visibilityToggleButtonProps={{ 'aria-label': t('kit.signIn.show') }}
      {...field}
    />
  )
}

function Keep({
  form,
  label,
  isOff = false,
}: {
  form: Pick<ReturnType<typeof useContractForm>, 'failure' | 'sending' | 'dirty'>
  label: string
  isOff?: boolean
}) {
  return (
    <>
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <div>
        <Button type="submit" variant="default" loading={form.sending} disabled={isOff || !form.dirty}>
          {label}
        </Button>
      </div>
    </>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const asked = useAnswer(listMySessions, {})
  const end = useAct(endMySession)
  return (
    <Panel title={t('kit.account.sessions')}>
      <Answer asked={asked} rows={2}>
        {({ sessions }) => (
          <div className="stack stack--tight">
            <ul>
              {sessions.map(({ session, startedAt, expiresAt, isThis }) => (
                <li key={session} className="session-row">
                  <span>
                    <span className="strong">
                      {t('kit.account.since')} <DateText at={startedAt} look="dateTime" />
                    </span>
                    <div className="tiny quiet">
                      {t('kit.account.until')} <DateText at={expiresAt} look="dateTime" />
                    </div>
                  </span>
                  {isThis ? (
                    <Badge tone="good">{t('kit.account.thisOne')}</Badge>
                  ) : (
                    <Button
                      variant="default"
                      size="xs"
                      loading={end.isPending}
                      onClick={() => end.mutate({ ask: { params: { session } } })}
                    >
                      {t('kit.account.end')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {end.error ? <Failed error={end.error} /> : null}
          </div>
        )}
      </Answer>
    </Panel>
  )
}
