import { Button, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countStock, moveStock, type listPools } from '#modules/inventory/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'

const ACTS = ['count', 'received', 'found', 'lost'] as const
type Act = (typeof ACTS)[number]
export type Pools = Inside<typeof listPools, 'response'>['pools']

/** Writes down a count, or what came and went. */
export function WorkOnStock({ product, pools }: { product: string; pools: Pools }) {
  const { t } = useTranslation()
  const [act, setAct] = useState<Act>('count')
  const [pool, setPool] = useState(pools[0]?.pool ?? '')
  const [pieces, setPieces] = useState<number | string>('')
  const [note, setNote] = useState('')
  const clear = { onDone: () => (setPieces(''), setNote('')) }
  const count = useAct(countStock, clear)
  const move = useAct(moveStock, clear)
  const last = act === 'count' ? count : move
  const whole = typeof pieces === 'number' ? pieces : Number.NaN
  const isRight = Number.isInteger(whole) && whole >= (act === 'count' ? 0 : 1)
  const send = (): void => {
    const written = note.trim() === '' ? {} : { note: note.trim() }
    if (act === 'count')
      count.mutate({ ask: { params: { product }, body: { pool, counted: whole, ...written } } })
    else move.mutate({ ask: { params: { product }, body: { pool, pieces: whole, reason: act, ...written } } })
  }
  return (
    <Panel title={t('stock.work')}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isRight) send()
        }}
      >
        <SegmentedControl
          role="radiogroup"
          aria-label={t('stock.act')}
          fullWidth
          data={ACTS.map((value) => ({ value, label: t(`stock.acts.${value}`) }))}
          value={act}
          onChange={(value) => setAct(ACTS.find((one) => one === value) ?? 'count')}
        />
        <PoolChoice pools={pools} pool={pool} onChange={setPool} />
        <NumberInput
          label={t(act === 'count' ? 'stock.counted' : 'stock.moved')}
          min={act === 'count' ? 0 : 1}
          max={10_000_000}
          allowDecimal={false}
          value={pieces}
          onChange={setPieces}
        />
        <TextInput
          label={t('stock.note')}
          maxLength={300}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {last.error ? <Failed error={last.error} /> : null}
        {last.isSuccess ? (
          <output className="notice notice--good">{t('stock.done', { count: last.data.onHand })}</output>
        ) : null}
        <div className="form__acts">
          <Button type="submit" disabled={!isRight} loading={last.isPending}>
            {t('stock.do')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** Which pool; nothing to choose where there is only one. */
export function PoolChoice({
  pools,
  pool,
  onChange,
}: {
  pools: Pools
  pool: string
  onChange: (pool: string) => void
}) {
  const { t } = useTranslation()
  if (pools.length < 2) return null
  return (
    <Select
      label={t('stock.pool')}
      data={pools.map((one) => ({ value: one.pool, label: one.name }))}
      value={pool}
      allowDeselect={false}
      onChange={(value) => onChange(value ?? pool)}
    />
  )
}
