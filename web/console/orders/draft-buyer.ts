import { useTranslation } from 'react-i18next'
import type { showDraft } from '#modules/orders/contract/drafts.ts'
import type { Inside } from '#shared/contract.ts'

export type Draft = Inside<typeof showDraft, 'response'>

/** Who buys, as a person reads it. */
export function useBuyerWords(): (buyer: Draft['buyer']) => string {
  const { t } = useTranslation()
  return (buyer) => {
    if (buyer === null || buyer.kind === 'self') return t('drafts.nobody')
    return buyer.kind === 'customer' ? (buyer.name ?? buyer.code) : buyer.name
  }
}
