import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listCosts, setCost } from '#modules/catalog/contract/costs.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import type { Choices } from './bulk-form.tsx'
import { HINT_BELOW, SendButton } from './product-fields.tsx'

/** What a product costs the company over time, and a new cost; for those who may know it. */
export function ProductCosts({ code, choices }: { code: string; choices: Choices }) {
  const { t } = useTranslation()
  const asked = useAnswer(listCosts, { params: { code } })
  return (
    <Panel title={t('costs.title')}>
      <div className="stack stack--tight">
        <Answer asked={asked}>
          {({ costs }) =>
            costs.length === 0 ? (
              <p className="small soft">{t('costs.none')}</p>
            ) : (
              <ul>
                {costs.map(({ cost, validFrom, validUntil }) => (
                  <li key={`${cost.currency} ${validFrom}`} className="part-line">
                    <span className={validUntil === null ? 'strong' : 'quiet'}>
                      <Money value={cost} />
                    </span>
                    <span className="small quiet">
                      <DateText at={validFrom} /> –{' '}
                      {validUntil === null ? null : <DateText at={validUntil} />}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
        <SetCost code={code} choices={choices} />
      </div>
    </Panel>
  )
}

function SetCost({ code, choices }: { code: string; choices: Choices }) {
  const { t } = useTranslation()
  const currencies = [...new Set(choices.markets.map((market) => market.currency))]
  const [currency, setCurrency] = useState(currencies[0] ?? 'EUR')
  const [amount, setAmount] = useState('')
  const [from, setFrom] = useState('')
  const act = useAct(setCost, {
    onDone: () => {
      setAmount('')
      setFrom('')
    },
  })
  const minor = parseDecimal(amount.trim().replace(',', '.'), currencyDigits(currency))
  const isRight = typeof minor === 'bigint' && minor >= 0n
  return (
    <form
      className="stack stack--tight"
      aria-label={t('costs.set')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isRight) return
        const body = { cost: { minor, currency }, ...(from === '' ? {} : { validFrom: Date.parse(from) }) }
        act.mutate({ ask: { params: { code }, body } })
      }}
    >
      <div className="bulk-form">
        <Select
          label={t('costs.currency')}
          data={currencies}
          value={currency}
          allowDeselect={false}
          onChange={(value) => setCurrency(value ?? currency)}
        />
        <TextInput
          label={t('costs.amount')}
          inputMode="decimal"
          value={amount}
          error={amount !== '' && !isRight ? t('kit.form.format') : undefined}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <TextInput
          label={t('product.from')}
          description={t('costs.fromHint')}
          inputWrapperOrder={HINT_BELOW}
          type="date"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
      </div>
      {act.error ? <Failed error={act.error} /> : null}
      <SendButton label={t('costs.set')} loading={act.isPending} disabled={!isRight} />
    </form>
  )
}
