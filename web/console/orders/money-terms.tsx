import { Checkbox, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const WHERE = ['payment', 'wallet'] as const

/** Where money goes that a change brings back, and whether delivery is given back with it. */
export type MoneyTerms = Readonly<{ refundTo: (typeof WHERE)[number]; withDelivery: boolean }>

export const usualTerms: MoneyTerms = { refundTo: 'payment', withDelivery: false }

/** The same as the contract wants it: what nobody chose is left to the rules. */
export function wireTerms({ refundTo, withDelivery }: MoneyTerms) {
  return {
    ...(refundTo === 'wallet' ? { refundTo } : {}),
    ...(withDelivery ? { shipping: true } : {}),
  }
}

/** Asks for both, where there is something to choose. */
export function MoneyTermsFields({
  terms,
  hasWallet,
  hasDelivery,
  onChange,
}: {
  terms: MoneyTerms
  hasWallet: boolean
  hasDelivery: boolean
  onChange: (terms: MoneyTerms) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      {hasDelivery ? (
        <Checkbox
          label={t('order.change.withDelivery')}
          checked={terms.withDelivery}
          onChange={(event) => onChange({ ...terms, withDelivery: event.currentTarget.checked })}
        />
      ) : null}
      {hasWallet ? (
        <div>
          <p className="small">{t('order.change.refundTo')}</p>
          <SegmentedControl
            fullWidth
            role="radiogroup"
            aria-label={t('order.change.refundTo')}
            data={WHERE.map((value) => ({ value, label: t(`order.change.refundsTo.${value}`) }))}
            value={terms.refundTo}
            onChange={(value) =>
              onChange({ ...terms, refundTo: WHERE.find((one) => one === value) ?? 'payment' })
            }
          />
        </div>
      ) : null}
    </>
  )
}
