import { Button, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  exportCoupons,
  listCampaigns,
  listCoupons,
  listPromotions,
  makeCoupons,
  saveCampaign,
} from '#modules/promotions/contract.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Panel, ProgressLine } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer, Empty, Failed } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'

/** Campaigns with their budgets, and coupons: made here, given away as a file. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const manages = mayDo(session.data, 'promotions.manage')
  const asked = useAnswer(listPromotions, { query: { rows: 1 } })
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <>
      <PageHead title={t('place.coupons')} lead={t('promotions.couponsLead')} />
      <Answer asked={asked}>
        {({ markets }) => {
          const { code: market, currency } = markets.find(({ code }) => code === chosen) ??
            markets[0] ?? { code: '', currency: 'EUR' }
          return (
            <>
              {markets.length > 1 ? (
                <Select
                  label={t('promotions.market')}
                  data={markets.map(({ code }) => code)}
                  value={market}
                  allowDeselect={false}
                  maw={220}
                  onChange={setChosen}
                />
              ) : null}
              <div className="columns columns--even">
                <Coupons market={market} manages={manages} />
                <Campaigns market={market} currency={currency} manages={manages} />
              </div>
            </>
          )
        }}
      </Answer>
    </>
  )
}

function Coupons({ market, manages }: { market: string; manages: boolean }) {
  const { t } = useTranslation()
  const asked = useAnswer(listCoupons, { query: { market } })
  return (
    <Panel title={t('promotions.couponSeries')}>
      <Answer asked={asked}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('promotions.noCoupons')} body={t('promotions.noCouponsBody')} />
          ) : (
            <section className="table-scroll" aria-label={t('promotions.couponSeries')} {...scrollable}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('promotions.name')}</th>
                    <th scope="col">{t('promotions.kind')}</th>
                    <th scope="col" className="table__right">
                      {t('promotions.codes')}
                    </th>
                    <th scope="col" className="table__right">
                      {t('promotions.used')}
                    </th>
                    <th scope="col">{t('promotions.until')}</th>
                    <th scope="col">
                      <span className="only-spoken">{t('promotions.file')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ name, kind, codes, used, validUntil }) => (
                    <tr key={name}>
                      <td className="strong">{name}</td>
                      <td>{t(`promotions.couponKinds.${kind}`)}</td>
                      <td className="table__right">{t('promotions.count', { count: codes })}</td>
                      <td className="table__right">{t('promotions.count', { count: used })}</td>
                      <td>{validUntil === null ? '–' : <DateText at={validUntil} look="day" />}</td>
                      <td>
                        {manages ? (
                          <a href={endpointPath(exportCoupons, { params: { market, name } })} download>
                            {t('promotions.file')}
                          </a>
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )
        }
      </Answer>
      {manages ? <MakeCoupons key={market} market={market} /> : null}
    </Panel>
  )
}

function MakeCoupons({ market }: { market: string }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<'shared' | 'single'>('single')
  const [name, setName] = useState('')
  const [code, setCode] = useState('')
  const [count, setCount] = useState<number | string>(100)
  const act = useAct(makeCoupons, {
    onDone: () => {
      setName('')
      setCode('')
    },
  })
  const whole = Math.trunc(Number(count)) || 0
  const isRight =
    /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}$/.test(name) &&
    (kind === 'shared' ? /^[A-Za-z0-9-]{3,40}$/.test(code.trim()) : whole >= 1 && whole <= 10_000)
  const send = (): void =>
    act.mutate({
      ask: {
        body:
          kind === 'shared'
            ? { kind, market, name, code: code.trim(), ...(whole > 0 ? { usesMost: whole } : {}) }
            : { kind, market, name, count: whole },
      },
    })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isRight) send()
      }}
    >
      <h3>{t('promotions.makeCoupons')}</h3>
      <SegmentedControl
        role="radiogroup"
        aria-label={t('promotions.kind')}
        data={(['single', 'shared'] as const).map((value) => ({
          value,
          label: t(`promotions.couponKinds.${value}`),
        }))}
        value={kind}
        onChange={(value) => setKind(value === 'shared' ? 'shared' : 'single')}
      />
      <TextInput
        label={t('promotions.name')}
        description={t('promotions.seriesHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {kind === 'shared' ? (
        <TextInput
          label={t('promotions.code')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : null}
      <NumberInput
        label={t(kind === 'shared' ? 'promotions.usesMost' : 'promotions.howMany')}
        min={kind === 'shared' ? 0 : 1}
        max={kind === 'shared' ? 1_000_000 : 10_000}
        value={count}
        onChange={setCount}
      />
      {act.error ? <Failed error={act.error} /> : null}
      {act.isSuccess ? (
        <output className="notice notice--good">{t('promotions.made', { count: act.data.codes })}</output>
      ) : null}
      <div className="form__acts">
        <Button type="submit" disabled={!isRight} loading={act.isPending}>
          {t('promotions.makeCoupons')}
        </Button>
      </div>
    </form>
  )
}

function Campaigns({ market, currency, manages }: { market: string; currency: string; manages: boolean }) {
  const { t } = useTranslation()
  const asked = useAnswer(listCampaigns, { query: { market } })
  return (
    <Panel title={t('promotions.campaigns')}>
      <Answer asked={asked}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('promotions.noCampaigns')} body={t('promotions.noCampaignsBody')} />
          ) : (
            <div className="stack">
              {rows.map(({ code, title, budget, used }) =>
                budget === null ? (
                  <p key={code}>
                    <strong>{title}</strong> <Money value={used} />
                  </p>
                ) : (
                  <ProgressLine
                    key={code}
                    name={title}
                    have={used.minor}
                    need={budget.minor}
                    toGo={<Money value={{ ...budget, minor: budget.minor - used.minor }} />}
                    caption={
                      <>
                        <Money value={used} /> / <Money value={budget} />
                      </>
                    }
                  />
                ),
              )}
            </div>
          )
        }
      </Answer>
      {manages && asked.data ? <AddCampaign key={market} market={market} currency={currency} /> : null}
    </Panel>
  )
}

function AddCampaign({ market, currency }: { market: string; currency: string }) {
  const { t } = useTranslation()
  const [title, setTitle] = useState('')
  const [budget, setBudget] = useState('')
  const act = useAct(saveCampaign, {
    onDone: () => {
      setTitle('')
      setBudget('')
    },
  })
  const code = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  const minor = budget.trim() === '' ? null : parseDecimal(budget.trim(), currencyDigits(currency))
  const isRight = code !== '' && (minor === null || (typeof minor === 'bigint' && minor > 0n))
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isRight) return
        const budgetMinor = typeof minor === 'bigint' ? minor : null
        act.mutate({ ask: { params: { market, code }, body: { title: title.trim(), budgetMinor } } })
      }}
    >
      <h3>{t('promotions.addCampaign')}</h3>
      <TextInput
        label={t('promotions.name')}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label={t('promotions.budget')}
        description={t('promotions.budgetHint', { currency })}
        inputMode="decimal"
        value={budget}
        onChange={(event) => setBudget(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={!isRight} loading={act.isPending}>
          {t('promotions.addCampaign')}
        </Button>
      </div>
    </form>
  )
}
