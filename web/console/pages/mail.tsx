import { Button, SegmentedControl } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { mailAttachment, sendMailAgain, showMail } from '#modules/messaging/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer, useProblemSentence } from '#kit/states.tsx'
import { mailTone } from '../mails/mail-tone.ts'
import { PageHead } from '../page-head.tsx'

const LIVE_MS = 5_000
const LOOKS = ['html', 'text'] as const

type Mail = Inside<typeof showMail, 'response'>

/** One mail: how it reads, what goes along with it, what became of it, and sending it again. */
export function Component() {
  const { t } = useTranslation()
  const { mail: id = '' } = useParams()
  const { data: session } = useSession()
  const asked = useAnswer(showMail, { params: { mail: id } }, { everyMs: LIVE_MS })
  return (
    <Answer asked={asked}>
      {(mail) => (
        <>
          <PageHead
            title={mail.subject}
            lead={t(`mails.kinds.${mail.kind}`)}
            aside={mayDo(session, 'messaging.send') ? <SendAgain mail={mail} /> : null}
          />
          <div className="mail-columns">
            <Reading mail={mail} />
            <Course mail={mail} />
          </div>
        </>
      )}
    </Answer>
  )
}

function SendAgain({ mail }: { mail: Mail }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const problem = useProblemSentence()
  const act = useAct(sendMailAgain, {
    onDone: ({ mail: goes }) => {
      const isCopy = goes !== mail.mail
      notifications.show({ message: t(isCopy ? 'mails.againCopy' : 'mails.againDone') })
      if (isCopy) void navigate(`/settings/mails/${goes}`)
    },
  })
  if (!mail.maySendAgain) return <span className="small soft">{t('mails.cannotAgain')}</span>
  return (
    <div>
      <Button
        variant="default"
        loading={act.isPending}
        onClick={() => act.mutate({ ask: { params: { mail: mail.mail } } })}
      >
        {t('mails.again')}
      </Button>
      {act.error ? (
        <p className="notice notice--harm" role="alert">
          {problem(act.error)}
        </p>
      ) : null}
    </div>
  )
}

function Course({ mail }: { mail: Mail }) {
  const { t } = useTranslation()
  const { state, to, about, sentAt, nextTryAt, answer, messageId, attachments } = mail
  return (
    <Panel title={t('mails.course')}>
      <p className="mail-state">
        <Badge tone={mailTone(state)}>{t(`mails.states.${state}`)}</Badge>{' '}
        <span className="small soft">{t(`mails.stateNotes.${state}`)}</span>
      </p>
      <dl className="facts facts--start">
        <Fact name={t('mails.to')}>
          {to.name === '' ? null : <div>{to.name}</div>}
          <div>{to.address}</div>
        </Fact>
        {about === null ? null : (
          <Fact name={t('mails.about')}>
            {about.kind === 'order' ? (
              <Link className="text-link" to={`/orders/${about.code}`}>
                {t('mails.order', { code: about.code })}
              </Link>
            ) : (
              t('mails.person', { code: about.code })
            )}
          </Fact>
        )}
        <Fact name={t('mails.postedAt')}>
          <DateText at={mail.postedAt} look="dateTime" />
        </Fact>
        {sentAt === null ? null : (
          <Fact name={t('mails.sentAt')}>
            <DateText at={sentAt} look="dateTime" />
          </Fact>
        )}
        {nextTryAt === null ? null : (
          <Fact name={t('mails.nextTry')}>
            <DateText at={nextTryAt} look="dateTime" />
          </Fact>
        )}
        <Fact name={t('mails.attempts')}>{mail.attempts}</Fact>
        {answer === null ? null : <Fact name={t('mails.answer')}>{answer}</Fact>}
        {messageId === null ? null : (
          <Fact name={t('mails.messageId')}>
            <span className="tiny">{messageId}</span>
          </Fact>
        )}
        {attachments.length === 0 ? null : (
          <Fact name={t('mails.attachments')}>
            {attachments.map(({ name }, at) => (
              <a
                key={name}
                className="text-link"
                href={endpointPath(mailAttachment, { params: { mail: mail.mail, place: at + 1 } })}
                download
              >
                {name}
              </a>
            ))}
          </Fact>
        )}
      </dl>
    </Panel>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Reading({ mail }: { mail: Mail }) {
  const { t } = useTranslation()
  const [look, setLook] = useState<(typeof LOOKS)[number]>('html')
  return (
    <Panel
      title={t('mails.reads')}
      aside={
        <SegmentedControl
          size="xs"
          role="radiogroup"
          aria-label={t('mails.reads')}
          data={LOOKS.map((value) => ({ value, label: t(`mails.looks.${value}`) }))}
          value={look}
          onChange={(value) => setLook(LOOKS.find((one) => one === value) ?? 'html')}
        />
      }
    >
      {mail.isSecret ? <p className="small soft">{t('mails.secret')}</p> : null}
      {look === 'html' ? (
        // Nothing in it runs, and nothing of it reaches this page.
        <iframe className="mail-page" title={mail.subject} sandbox="" srcDoc={mail.html} />
      ) : (
        <pre className="mail-text" aria-label={t('mails.looks.text')} {...scrollable}>
          {mail.text}
        </pre>
      )}
    </Panel>
  )
}
