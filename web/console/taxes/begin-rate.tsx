import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beginTaxRate } from '#modules/tax/contract.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'

const NOTHING = {
  class: 'standard',
  name: '',
  percent: '',
  country: '',
  region: '',
  postalFrom: '',
  postalUntil: '',
  from: '',
}
const FIELDS = ['class', 'name', 'percent', 'country', 'region', 'postalFrom', 'postalUntil', 'from'] as const
const PERCENT_PLACES = 4

/** Begins a rate with a day; the same one of before ends there. */
export function BeginRate({ market }: { market: string }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(NOTHING)
  const [wrong, setWrong] = useState<string>()
  const act = useAct(beginTaxRate, {
    onDone: () => setTyped({ ...typed, name: '', percent: '', postalFrom: '', postalUntil: '' }),
  })
  const send = (): void => {
    const ratePpm = parseDecimal(typed.percent.trim().replace(',', '.'), PERCENT_PLACES)
    const filled = Object.fromEntries(
      Object.entries(typed)
        .map(([name, value]) => [name, value.trim()] as const)
        .filter(([name, value]) => value !== '' && name !== 'percent'),
    )
    const upper = (value: string): string | undefined =>
      value.trim() === '' ? undefined : value.trim().toUpperCase()
    const parsed = beginTaxRate.body.safeParse({
      ...filled,
      name: typed.name.trim(),
      country: upper(typed.country),
      region: upper(typed.region),
      market,
      ratePpm: typeof ratePpm === 'bigint' ? ratePpm.toString() : '',
    })
    const first = parsed.error?.issues[0]?.path[0]
    setWrong(parsed.success ? undefined : first === 'ratePpm' ? 'percent' : String(first))
    if (parsed.success) act.mutate({ ask: { body: parsed.data } })
  }
  return (
    <Panel title={t('taxes.begin')}>
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
            type={field === 'from' ? 'date' : 'text'}
            label={t(`taxes.fields.${field}`)}
            {...(field === 'name' || field === 'country' || field === 'postalFrom'
              ? { description: t(`taxes.hints.${field}`) }
              : {})}
            error={wrong === field ? t(`taxes.wrong.${field}`) : undefined}
            value={typed[field]}
            onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
          />
        ))}
        {act.error ? <Failed error={act.error} /> : null}
        {act.isSuccess ? <output className="notice">{t('taxes.begun')}</output> : null}
        <div className="form__acts">
          <Button type="submit" loading={act.isPending}>
            {t('taxes.doBegin')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
