import { useTranslation } from 'react-i18next'
import { myOrderDocuments, printMyDocument } from '#modules/billing/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { Money } from '#kit/money.tsx'

/** What was issued for an own order, each to be taken away as a PDF; nothing where there is none. */
export function OrderDocuments({ code }: { code: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(myOrderDocuments, { params: { code } })
  const documents = asked.data?.documents ?? []
  if (documents.length === 0) return null
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('myOrder.documents')}</h2>
      </div>
      {documents.map(({ document, kind, number, total }) => (
        <div key={document} className="sum">
          <span>
            <a
              className="text-link"
              href={endpointPath(printMyDocument, { params: { code, document } })}
              aria-label={t('myOrder.download', { number })}
              download
            >
              {number}
            </a>
            <div className="small quiet">{t(`myOrder.documentKinds.${kind}`)}</div>
          </span>
          <Money value={total} />
        </div>
      ))}
    </section>
  )
}
