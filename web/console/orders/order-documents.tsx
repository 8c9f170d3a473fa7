import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { orderDocuments, printDocument } from '#modules/billing/contract.ts'
import { mailDocument } from '#modules/messaging/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, useProblemSentence } from '#kit/states.tsx'

/** It is issued a moment after its order is placed or changed. */
const LIVE_MS = 5_000

/** What was issued for an order, each to be taken away as a PDF or sent by mail. */
export function OrderDocuments({ code, mayMail }: { code: string; mayMail: boolean }) {
  const { t } = useTranslation()
  const asked = useAnswer(orderDocuments, { params: { code } }, { everyMs: LIVE_MS })
  return (
    <Panel title={t('documents.title')}>
      <Answer asked={asked} rows={1}>
        {({ documents }) =>
          documents.length === 0 ? (
            <p className="small soft">{t('documents.none')}</p>
          ) : (
            <ul className="notes">
              {documents.map(({ document, kind, number, issuedAt, total }) => (
                <li key={document}>
                  <a
                    className="text-link number"
                    href={endpointPath(printDocument, { params: { document } })}
                    aria-label={t('documents.download', { number })}
                    download
                  >
                    {number}
                  </a>
                  <div className="small soft">
                    {t(`documents.kinds.${kind}`)}, <DateText at={issuedAt} look="day" />,{' '}
                    <Money value={total} />
                  </div>
                  {mayMail ? <ByMail code={code} document={document} number={number} /> : null}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  )
}

/** Sends a document to the buyer once more; what becomes of it stands among the mails of the order. */
function ByMail({ code, document, number }: { code: string; document: string; number: string }) {
  const { t } = useTranslation()
  const problem = useProblemSentence()
  const act = useAct(mailDocument, {
    onDone: () => notifications.show({ message: t('mails.byMailDone') }),
  })
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t('mails.byMailOf', { number })}
        loading={act.isPending}
        onClick={() => act.mutate({ ask: { params: { code, document }, body: {} } })}
      >
        {t('mails.byMail')}
      </Button>
      {act.error ? (
        <p className="notice notice--harm" role="alert">
          {problem(act.error)}
        </p>
      ) : null}
    </>
  )
}
