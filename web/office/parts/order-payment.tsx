import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { myOrder } from '#modules/orders/contract.ts'
import { payMyOrder } from '#modules/orders/contract/paying.ts'
import { myPaymentMethods } from '#modules/payments/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Failed } from '#kit/states.tsx'

export type MyOrder = Inside<typeof myOrder, 'response'>

const tones = { open: 'warn', partly_paid: 'warn', paid: 'good', nothing_due: 'plain' } as const

/** How an own order is paid, where to transfer to, and the button that pays it from the wallet. */
export function OrderPayment({ order }: { order: MyOrder }) {
  const { t } = useTranslation()
  const { money, transfer } = order
  const offered = useAnswer(myPaymentMethods, {}, { enabled: money !== null && money.owed.minor > 0n })
  const pay = useAct(payMyOrder)
  if (money === null) return null
  const wallet = offered.data?.methods.find(({ method }) => method === 'wallet')?.available?.minor ?? 0n
  const minor = wallet < money.owed.minor ? wallet : money.owed.minor
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('myOrder.payment')}</h2>
        <Badge tone={tones[money.state]}>{t(`myOrder.states.${money.state}`)}</Badge>
      </div>
      <div className="sum">
        <span>{t('myOrder.paid')}</span>
        <Money value={money.paid} />
      </div>
      {(['refunded', 'waiting'] as const)
        .filter((which) => money[which].minor > 0n)
        .map((which) => (
          <div key={which} className="sum">
            <span>{t(`myOrder.${which}`)}</span>
            <Money value={money[which]} />
          </div>
        ))}
      <div className="sum sum--total">
        <span>{t('myOrder.owed')}</span>
        <Money value={money.owed} />
      </div>
      {transfer && transfer.to !== null ? (
        <p className="notice">
          <span>
            {t('myOrder.transferTo', { to: transfer.to })}{' '}
            <strong className="number">{t('myOrder.reference', { reference: transfer.reference })}</strong>
          </span>
        </p>
      ) : null}
      {order.payment === 'card' && money.owed.minor > 0n ? (
        <div className="acts" style={{ paddingTop: 12 }}>
          <Button size="lg" component="a" href={`/pay/${order.code}`}>
            {t('myOrder.payByCard')}&nbsp;
            <Money value={money.owed} />
          </Button>
        </div>
      ) : null}
      {minor > 0n ? (
        <div className="acts" style={{ paddingTop: 12 }}>
          {pay.error ? <Failed error={pay.error} /> : null}
          <Button
            size="lg"
            loading={pay.isPending}
            onClick={() =>
              pay.mutate({
                ask: {
                  params: { code: order.code },
                  body: { amount: { minor, currency: money.owed.currency } },
                },
              })
            }
          >
            {t('myOrder.payFromWallet')}&nbsp;
            <Money value={{ minor, currency: money.owed.currency }} />
          </Button>
        </div>
      ) : null}
    </section>
  )
}
