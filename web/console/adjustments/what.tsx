import type { TFunction } from 'i18next'
import type { listAdjustments } from '#modules/compensation/contract/adjustments.ts'
import type { Inside } from '#shared/contract.ts'

export type Adjustment = Inside<typeof listAdjustments, 'response'>['rows'][number]

/** What a correction does, in a few words: "PV +120", "rank Silver". */
export function whatOf(t: TFunction, { kind, name, value, order }: Adjustment): string {
  switch (kind) {
    case 'volume':
    case 'bonus':
      return t('adjustments.adds', {
        name,
        value: value.startsWith('-') ? value.replace('-', '−') : `+${value}`,
      })
    case 'rank':
      return t(value === '' ? 'adjustments.grants' : 'adjustments.protects', { name })
    case 'waiver':
      return t('adjustments.waives', { name: name === 'active' ? t('adjustments.active') : name })
    case 'exclusion':
      return name === 'all' ? t('adjustments.excludesAll') : t('adjustments.excludes', { name })
    case 'order':
      return order?.seller
        ? t('adjustments.movesSeller', { code: order.code, seller: order.seller.displayName })
        : t('adjustments.movesOrder', { code: order?.code ?? '' })
    case 'end':
      return t('adjustments.endsOther')
    default:
      return kind
  }
}
