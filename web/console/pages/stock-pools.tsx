import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconArrowUp, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listPools, putPool, putPoolRules } from '#modules/inventory/contract.ts'
import { listMarkets } from '#modules/company/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

type Shown = Inside<typeof listPools, 'response'>
type Rule = Shown['rules'][number]
const CHANNELS = ['office', 'shop', 'reported', 'desk'] as const
const PICKUPS = ['address', 'host', 'seller', 'showroom'] as const
const EVERY_ORDER = { market: null, channel: null, pickup: null, showroom: null }
const ANY = ''

/** One choice for both: how orders come to their buyers, or the showroom that a rule is about. */
function pickupValue({ pickup, showroom }: Rule): string {
  return showroom === null ? (pickup ?? ANY) : `at ${showroom}`
}

function pickupOf(value: string): Pick<Rule, 'pickup' | 'showroom'> {
  const showroom = value.startsWith('at ') ? value.slice(3) : null
  const pickup = showroom === null ? (PICKUPS.find((one) => one === value) ?? null) : 'showroom'
  return { pickup, showroom }
}

/** Where goods lie, and which orders are served from where. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const writes = mayDo(session.data, 'inventory.write')
  const asked = useAnswer(listPools, {})
  return (
    <>
      <PageHead title={t('stock.pools')} lead={t('stock.poolsLead')} />
      <Answer asked={asked}>
        {(shown) => (
          <div className="columns columns--even">
            <Pools shown={shown} writes={writes} />
            <Rules key={JSON.stringify(shown.rules)} shown={shown} writes={writes} />
          </div>
        )}
      </Answer>
    </>
  )
}

function Pools({ shown, writes }: { shown: Shown; writes: boolean }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const act = useAct(putPool, { onDone: () => setName('') })
  const pool = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-$/g, '')
    .slice(0, 30)
  return (
    <Panel title={t('stock.pool')}>
      <div className="stack">
        {shown.pools.length === 0 ? <p className="small soft">{t('stock.noPoolsBody')}</p> : null}
        <ul>
          {shown.pools.map((one) => (
            <li key={one.pool}>
              <strong>{one.name}</strong> <span className="tiny quiet">{one.pool}</span>
            </li>
          ))}
        </ul>
        {writes ? (
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault()
              if (pool !== '') act.mutate({ ask: { params: { pool }, body: { name: name.trim() } } })
            }}
          >
            <TextInput
              label={t('stock.poolName')}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {act.error ? <Failed error={act.error} /> : null}
            <div className="form__acts">
              <Button type="submit" disabled={pool === ''} loading={act.isPending}>
                {t('stock.addPool')}
              </Button>
            </div>
          </form>
        ) : null}
      </div>
    </Panel>
  )
}

function Rules({ shown, writes }: { shown: Shown; writes: boolean }) {
  const { t } = useTranslation()
  const [rules, setRules] = useState<readonly Rule[]>(shown.rules)
  const markets = useAnswer(listMarkets, {})
  const act = useAct(putPoolRules)
  const first = shown.pools[0]?.pool
  const put = (at: number, rule: Rule): void =>
    setRules(rules.map((one, place) => (place === at ? rule : one)))
  const up = (at: number): void =>
    setRules(
      rules.map((one, place) => (place === at - 1 ? rules[at] : place === at ? rules[at - 1] : one) ?? one),
    )
  const isChanged = JSON.stringify(rules) !== JSON.stringify(shown.rules)
  return (
    <Panel title={t('stock.rules')}>
      <div className="stack">
        <p className="small soft">{t(rules.length === 0 ? 'stock.noRules' : 'stock.rulesBody')}</p>
        <ol className="stack">
          {rules.map((rule, at) => (
            // Rules have no names of their own: their place is what they are.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at} className="bulk-form">
              <Select
                label={t('stock.market')}
                data={[
                  { value: ANY, label: t('stock.any') },
                  ...(markets.data?.markets ?? []).map(({ code }) => ({ value: code, label: code })),
                ]}
                value={rule.market ?? ANY}
                allowDeselect={false}
                disabled={!writes}
                onChange={(value) => put(at, { ...rule, market: value === ANY ? null : value })}
              />
              <Select
                label={t('stock.channel')}
                data={[{ value: ANY, label: t('stock.any') }, ...options(t, 'stock.channels', CHANNELS)]}
                value={rule.channel ?? ANY}
                allowDeselect={false}
                disabled={!writes}
                onChange={(value) =>
                  put(at, { ...rule, channel: CHANNELS.find((channel) => channel === value) ?? null })
                }
              />
              <Select
                label={t('stock.pickup')}
                data={[
                  { value: ANY, label: t('stock.any') },
                  ...options(t, 'stock.pickups', PICKUPS),
                  ...shown.showrooms.map(({ showroom, name }) => ({ value: `at ${showroom}`, label: name })),
                ]}
                value={pickupValue(rule)}
                allowDeselect={false}
                disabled={!writes}
                onChange={(value) => put(at, { ...rule, ...pickupOf(value ?? ANY) })}
              />
              <Select
                label={t('stock.pool')}
                data={shown.pools.map((one) => ({ value: one.pool, label: one.name }))}
                value={rule.pool}
                allowDeselect={false}
                disabled={!writes}
                onChange={(value) => put(at, { ...rule, pool: value ?? rule.pool })}
              />
              {writes ? (
                <div className="form__acts">
                  <ActionIcon
                    variant="default"
                    aria-label={t('stock.upRule', { n: at + 1 })}
                    disabled={at === 0}
                    onClick={() => up(at)}
                  >
                    <IconArrowUp size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="default"
                    aria-label={t('stock.removeRule', { n: at + 1 })}
                    onClick={() => setRules(rules.filter((_, place) => place !== at))}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </div>
              ) : null}
            </li>
          ))}
        </ol>
        {act.error ? <Failed error={act.error} /> : null}
        {writes && first !== undefined ? (
          <div className="form__acts">
            <Button
              disabled={!isChanged}
              loading={act.isPending}
              onClick={() => act.mutate({ ask: { body: { rules: [...rules] } } })}
            >
              {t('stock.saveRules')}
            </Button>
            <Button variant="default" onClick={() => setRules([...rules, { ...EVERY_ORDER, pool: first }])}>
              {t('stock.addRule')}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  )
}
