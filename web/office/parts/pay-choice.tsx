import { Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { myPaymentMethods } from '#modules/payments/contract.ts'
import type { Inside } from '#shared/contract.ts'
import type { Money as MoneyValue } from '#shared/money.ts'
import { Money } from '#kit/money.tsx'

type Offered = Inside<typeof myPaymentMethods, 'response'>['methods']
export type PayMethod = Offered[number]['method']

/** How an order for oneself is paid: nothing to choose where only one way is offered. */
export function PayChoice({
  offered,
  total,
  chosen,
  onChange,
}: {
  offered: Offered
  total: MoneyValue | undefined
  chosen: PayMethod
  onChange: (method: PayMethod) => void
}) {
  const { t } = useTranslation()
  if (offered.length < 2) return null
  return (
    <Radio.Group
      label={t('report.pay')}
      value={chosen}
      onChange={(value) => {
        const found = offered.find(({ method }) => method === value)
        if (found) onChange(found.method)
      }}
    >
      <div className="stack stack--tight" style={{ paddingTop: 8 }}>
        {offered.map(({ method, available }) => (
          <Radio
            key={method}
            size="md"
            value={method}
            label={t(`report.methods.${method}`)}
            description={
              available === null ? undefined : (
                <>
                  {t('report.inWallet')} <Money value={available} />
                </>
              )
            }
            disabled={available !== null && (total === undefined || available.minor < total.minor)}
          />
        ))}
      </div>
    </Radio.Group>
  )
}
