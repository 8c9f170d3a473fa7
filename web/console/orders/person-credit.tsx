import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showCredit } from '#modules/orders/contract/paying.ts'
import { limitCredit } from '#modules/payments/contract.ts'
import type { Money as MoneyValue } from '#shared/money.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { amountTyped, typedAmount } from './amount.ts'

/** What a person owes for orders to pay later, and how much that may be. */
export function PersonCredit({ code, name }: { code: string; name: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const [isOpen, setOpen] = useState(false)
  const asked = useAnswer(showCredit, { params: { code } }, { enabled: mayDo(session.data, 'orders.read') })
  if (!mayDo(session.data, 'orders.read')) return null
  return (
    <Panel
      title={t('credit.title')}
      aside={
        mayDo(session.data, 'payments.credit') ? (
          <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
            {t('credit.change')}
          </Button>
        ) : null
      }
    >
      <Answer asked={asked} rows={2}>
        {({ owed, limit, isOwn }) => (
          <>
            <dl className="facts">
              <dt>{t('credit.owed')}</dt>
              <dd>
                <Money value={owed} />
              </dd>
              <dt>{t('credit.limit')}</dt>
              <dd>
                {limit === null ? t('credit.unlimited') : <Money value={limit} />}
                {isOwn ? <div className="tiny quiet">{t('credit.own')}</div> : null}
              </dd>
            </dl>
            <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('credit.changeTitle', { name })}>
              <LimitForm
                code={code}
                currency={owed.currency}
                initial={isOwn ? limit : null}
                onDone={() => setOpen(false)}
              />
            </Modal>
          </>
        )}
      </Answer>
    </Panel>
  )
}

function LimitForm({
  code,
  currency,
  initial,
  onDone,
}: {
  code: string
  currency: string
  initial: MoneyValue | null
  onDone: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(initial ? typedAmount(initial) : '')
  const [reason, setReason] = useState('')
  const limit = useAct(limitCredit, { onDone })
  const isEmpty = typed.trim() === ''
  const amount = /^0+$/.test(typed.trim()) ? { minor: 0n, currency } : amountTyped(typed, currency)
  const why = reason.trim()
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const wanted = isEmpty ? null : amount
        if (wanted === undefined) return
        const body = { limit: wanted, ...(why === '' ? {} : { reason: why }) }
        limit.mutate({ ask: { params: { code }, body } })
      }}
    >
      <TextInput
        label={t('credit.amount', { currency })}
        description={t('credit.amountHint')}
        inputMode="decimal"
        value={typed}
        error={!isEmpty && !amount ? t('order.paying.amountWrong') : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <TextInput
        label={t('credit.reason')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {limit.error ? <Failed error={limit.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={!isEmpty && !amount} loading={limit.isPending}>
          {t('credit.do')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
