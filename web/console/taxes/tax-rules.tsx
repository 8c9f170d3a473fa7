import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  beginTaxRule,
  callOffTaxRule,
  listTaxRules,
  taxLevel,
  taxPrices,
  taxRounding,
  taxSource,
} from '#modules/tax/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { options } from '../words.ts'

type Shown = Inside<typeof listTaxRules, 'response'>
type Rule = Shown['rules'][number]

/** Whether prices contain their tax, how it is rounded and who reckons it, now, before and later. */
export function TaxRules({ market, writes }: { market: string; writes: boolean }) {
  const { t } = useTranslation()
  const asked = useAnswer(listTaxRules, { query: { market } })
  return (
    <Panel title={t('taxes.rules')}>
      <Answer asked={asked} rows={3}>
        {(shown) => (
          <div className="stack">
            {shown.rules.length === 0 ? <p className="small soft">{t('taxes.noRules')}</p> : null}
            <ul className="rules">
              {shown.rules.map((rule) => (
                <RuleRow key={rule.rule} rule={rule} market={market} writes={writes} />
              ))}
            </ul>
            {writes ? <NewRule key={market} market={market} shown={shown} /> : null}
          </div>
        )}
      </Answer>
    </Panel>
  )
}

function RuleRow({ rule, market, writes }: { rule: Rule; market: string; writes: boolean }) {
  const { t } = useTranslation()
  const act = useAct(callOffTaxRule)
  return (
    <li className="rules__row">
      <span className="rules__words">
        <strong>{t(`taxes.prices.${rule.prices}`)}</strong>
        <span className="small soft">
          {t(`taxes.roundings.${rule.rounding}`)}, {t(`taxes.levels.${rule.level}`)},{' '}
          {t(`taxes.sources.${rule.source}`)}
          {rule.elseTables ? `, ${t('taxes.elseTables')}` : null}
          <br />
          {t('taxes.from')} <DateText at={rule.from} />
          {rule.until === null ? null : (
            <>
              , {t('taxes.until')} <DateText at={rule.until} />
            </>
          )}
        </span>
        {act.error ? <Failed error={act.error} /> : null}
      </span>
      <Badge tone={rule.when === 'now' ? 'good' : rule.when === 'coming' ? 'warn' : 'plain'}>
        {t(`taxes.whens.${rule.when}`)}
      </Badge>
      {writes && rule.when === 'coming' ? (
        <Button
          size="xs"
          variant="default"
          loading={act.isPending}
          onClick={() => act.mutate({ ask: { params: { rule: rule.rule }, query: { market } } })}
        >
          {t('taxes.acts.coming')}
        </Button>
      ) : null}
    </li>
  )
}

const CODES = /^\s*([a-z_]{1,30})\s*=\s*(\w{1,40})\s*$/

/** What is typed as `standard=txcd_99999999, reduced=…`; undefined where it is something else. */
function codesOf(typed: string): Record<string, string> | undefined {
  const parts = typed.split(',').filter((part) => part.trim() !== '')
  const pairs = parts.flatMap((part) => {
    const [, name, code] = CODES.exec(part) ?? []
    return name === undefined || code === undefined ? [] : [[name, code] as const]
  })
  return pairs.length === parts.length ? Object.fromEntries(pairs) : undefined
}

function NewRule({ market, shown }: { market: string; shown: Shown }) {
  const { t } = useTranslation()
  const now = shown.rules.find(({ when }) => when === 'now')
  const [prices, setPrices] = useState<Rule['prices']>(now?.prices ?? 'inclusive')
  const [rounding, setRounding] = useState<Rule['rounding']>(now?.rounding ?? 'half_up')
  const [level, setLevel] = useState<Rule['level']>(now?.level ?? 'order')
  const [source, setSource] = useState<Rule['source']>(now?.source ?? 'tables')
  const [elseTables, setElse] = useState(now?.elseTables ?? true)
  const [codes, setCodes] = useState(
    Object.entries(now?.codes ?? {})
      .map(([name, code]) => `${name}=${code}`)
      .join(', '),
  )
  const [from, setFrom] = useState('')
  const act = useAct(beginTaxRule, { onDone: () => setFrom('') })
  const typedCodes = codesOf(codes)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (from === '' || !typedCodes) return
        const service =
          source === 'tables' ? { elseTables: false, codes: {} } : { elseTables, codes: typedCodes }
        act.mutate({ ask: { body: { market, prices, rounding, level, source, ...service, from } } })
      }}
    >
      <h3>{t('taxes.newRule')}</h3>
      <Choice name="pricesAre" prefix="prices" all={taxPrices.options} value={prices} onChange={setPrices} />
      <Choice
        name="rounding"
        prefix="roundings"
        all={taxRounding.options}
        value={rounding}
        onChange={setRounding}
      />
      <Choice name="level" prefix="levels" all={taxLevel.options} value={level} onChange={setLevel} />
      <Choice
        name="source"
        prefix="sources"
        all={taxSource.options.filter((one) => shown.services.includes(one))}
        value={source}
        onChange={setSource}
      />
      {source === 'tables' ? null : (
        <>
          <Choice
            name="whenDown"
            prefix="whensDown"
            all={['tables', 'refuse'] as const}
            value={elseTables ? 'tables' : 'refuse'}
            onChange={(chosen) => setElse(chosen === 'tables')}
          />
          <TextInput
            label={t('taxes.codes')}
            description={t('taxes.codesHint')}
            error={typedCodes ? undefined : t('taxes.codesWrong')}
            value={codes}
            onChange={(event) => setCodes(event.currentTarget.value)}
          />
        </>
      )}
      <TextInput
        type="date"
        label={t('taxes.fields.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={from === ''} loading={act.isPending}>
          {t('taxes.doRule')}
        </Button>
      </div>
    </form>
  )
}

function Choice<T extends string>({
  name,
  prefix,
  all,
  value,
  onChange,
}: {
  name: 'pricesAre' | 'rounding' | 'level' | 'source' | 'whenDown'
  prefix: 'prices' | 'roundings' | 'levels' | 'sources' | 'whensDown'
  all: readonly T[]
  value: T
  onChange: (value: T) => void
}) {
  const { t } = useTranslation()
  return (
    <Select
      label={t(`taxes.${name}`)}
      data={options(t, `taxes.${prefix}`, all)}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(all.find((one) => one === chosen) ?? value)}
    />
  )
}
