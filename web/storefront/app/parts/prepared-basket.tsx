import { useTranslation } from 'react-i18next'
import type { listPrepared } from '#modules/orders/contract/drafts.ts'
import type { Inside } from '#shared/contract.ts'

type Prepared = Inside<typeof listPrepared, 'response'>['prepared'][number]

/** What somebody prepared for the shopper: to take into the basket, or to say no to. */
export function PreparedBasket({ prepared }: { prepared: Prepared }) {
  const { t } = useTranslation()
  const { draft, preparedBy, lines } = prepared
  return (
    <section className="shop-card prepared">
      <h2>{preparedBy === null ? t('prepared.byCompany') : t('prepared.by', { name: preparedBy })}</h2>
      <PreparedLines lines={lines} />
      <form className="party__acts" method="post" action="/basket">
        <input type="hidden" name="prepared" value={draft} />
        <button type="submit" className="button">
          {t('prepared.take')}
        </button>
        <button type="submit" name="no" value="1" className="button button--plain">
          {t('prepared.no')}
        </button>
      </form>
    </section>
  )
}

export function PreparedLines({ lines }: Pick<Prepared, 'lines'>) {
  return (
    <ul className="prepared__lines">
      {lines.map(({ product, name, quantity }) => (
        <li key={product}>
          <span className="number">{quantity} ×</span> {name}
        </li>
      ))}
    </ul>
  )
}
