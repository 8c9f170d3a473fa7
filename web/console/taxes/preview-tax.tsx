import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { previewTax } from '#modules/tax/contract.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Failed } from '#kit/states.tsx'
import { AddedTaxRows } from '#kit/tax-rows.tsx'

type Effect = Inside<typeof previewTax, 'response'>
const FIELDS = ['class', 'amount', 'country', 'region', 'postalCode', 'day'] as const

/** What goods would be taxed with that are delivered to a place on a day. */
export function PreviewTax(props: { market: string; country: string; currency: string }) {
  const { t } = useTranslation()
  const { market, currency } = props
  const [typed, setTyped] = useState({
    class: 'standard',
    amount: '100',
    country: props.country,
    region: '',
    postalCode: '',
    day: '',
  })
  const [wrong, setWrong] = useState<string>()
  const act = useAct(previewTax)
  const send = (): void => {
    const amount = parseDecimal(typed.amount.trim().replace(',', '.'), currencyDigits(currency))
    const upper = (value: string): string | undefined =>
      value.trim() === '' ? undefined : value.trim().toUpperCase()
    const parsed = previewTax.body.safeParse({
      market,
      day: typed.day,
      country: upper(typed.country),
      region: upper(typed.region),
      postalCode: upper(typed.postalCode),
      items: [{ class: typed.class.trim(), amount: typeof amount === 'bigint' ? amount.toString() : '' }],
    })
    const path = parsed.error?.issues[0]?.path ?? []
    setWrong(parsed.success ? undefined : String(path.at(-1)))
    if (parsed.success) act.mutate({ ask: { body: parsed.data } })
  }
  return (
    <Panel title={t('taxes.preview')}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            type={field === 'day' ? 'date' : 'text'}
            label={t(`taxes.previewFields.${field}`, { currency })}
            error={wrong === field ? t(`taxes.previewWrong.${field}`) : undefined}
            value={typed[field]}
            onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
          />
        ))}
        {act.error ? <Failed error={act.error} /> : null}
        <div className="form__acts">
          <Button type="submit" variant="default" loading={act.isPending}>
            {t('taxes.doPreview')}
          </Button>
        </div>
      </form>
      {act.data ? <Shown effect={act.data} /> : null}
    </Panel>
  )
}

function Shown({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const { currency, items, taxAdded, taxes, total, asksRegion } = effect
  const sum = (of: (item: Effect['items'][number]) => bigint): bigint =>
    items.reduce((all, item) => all + of(item), 0n)
  const tax = { minor: sum((item) => item.tax.minor), currency }
  return (
    <output className="stack">
      <dl className="facts">
        <dt>{t('taxes.goods')}</dt>
        <dd>
          <Money value={{ minor: sum(({ amount }) => amount.minor), currency }} />
        </dd>
        <AddedTaxRows of={{ tax, taxAdded, taxes }} />
        {taxAdded ? null : (
          <>
            <dt>{t('taxes.contained')}</dt>
            <dd>
              <Money value={tax} />
            </dd>
          </>
        )}
        <dt className="strong">{t('taxes.total')}</dt>
        <dd className="strong">
          <Money value={total} />
        </dd>
      </dl>
      {asksRegion ? <p className="small warn">{t('taxes.asksRegion')}</p> : null}
    </output>
  )
}
