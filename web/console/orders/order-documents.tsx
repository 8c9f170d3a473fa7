import { useTranslation } from 'react-i18next'
import { orderDocuments, printDocument } from '#modules/billing/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer } from '#kit/states.tsx'

/** It is issued a moment after its order is placed or changed. */
const LIVE_MS = 5_000

/** What was issued for an order, each to be taken away as a PDF. */
export function OrderDocuments({ code }: { code: string }) {
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
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  )
}
