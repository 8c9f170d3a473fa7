import { Button, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endReceipt, expectStock, type showStock } from '#modules/inventory/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'
import { PoolChoice, type Pools } from './work.tsx'

type Shown = Inside<typeof showStock, 'response'>
type Receipt = Shown['receipts'][number]

/** Deliveries that are expected, and those that came; a new one is announced here. */
export function Receipts({
  product,
  shown,
  pools,
  writes,
}: {
  product: string
  shown: Shown
  pools: Pools
  writes: boolean
}) {
  const { t } = useTranslation()
  const counted = pools.filter(({ pool }) => shown.stocks.some((stock) => stock.pool === pool))
  return (
    <Panel title={t('stock.receipts')}>
      <div className="stack">
        {shown.receipts.length === 0 ? <p className="small soft">{t('stock.noReceipts')}</p> : null}
        <ul className="stack">
          {shown.receipts.map((receipt) => (
            <ReceiptItem key={receipt.receipt.toString()} receipt={receipt} writes={writes} />
          ))}
        </ul>
        {writes && counted.length > 0 ? <Expect product={product} pools={counted} /> : null}
      </div>
    </Panel>
  )
}

function ReceiptItem({ receipt, writes }: { receipt: Receipt; writes: boolean }) {
  const { t } = useTranslation()
  const [arrived, setArrived] = useState<number | string>(receipt.pieces)
  const act = useAct(endReceipt)
  const end = (pieces: number | null): void =>
    act.mutate({ ask: { params: { receipt: receipt.receipt }, body: { arrived: pieces } } })
  const isOpen = receipt.state === 'expected'
  const whole = typeof arrived === 'number' && Number.isInteger(arrived) && arrived >= 0 ? arrived : undefined
  return (
    <li className="stack stack--tight">
      <div>
        <strong className="number">{t('stock.pieces', { count: receipt.pieces })}</strong>{' '}
        <span className="number">{receipt.expectedOn}</span>{' '}
        <Badge tone={isOpen ? 'warn' : receipt.state === 'arrived' ? 'good' : 'plain'}>
          {t(`stock.receiptStates.${receipt.state}`)}
        </Badge>
        {receipt.arrived !== null && receipt.arrived !== receipt.pieces ? (
          <span className="small soft">
            {' '}
            {t('stock.arrived')}: {t('stock.pieces', { count: receipt.arrived })}
          </span>
        ) : null}
      </div>
      {isOpen && writes ? (
        <form
          className="bulk-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (whole !== undefined) end(whole)
          }}
        >
          <NumberInput
            label={t('stock.arriveSome')}
            min={0}
            max={10_000_000}
            allowDecimal={false}
            value={arrived}
            onChange={setArrived}
          />
          <Button type="submit" size="xs" disabled={whole === undefined} loading={act.isPending}>
            {t('stock.arrived')}
          </Button>
          <Button size="xs" variant="default" loading={act.isPending} onClick={() => end(null)}>
            {t('stock.callOff')}
          </Button>
        </form>
      ) : null}
      {act.error ? <Failed error={act.error} /> : null}
    </li>
  )
}

function Expect({ product, pools }: { product: string; pools: Pools }) {
  const { t } = useTranslation()
  const [pool, setPool] = useState(pools[0]?.pool ?? '')
  const [pieces, setPieces] = useState<number | string>('')
  const [day, setDay] = useState('')
  const act = useAct(expectStock, { onDone: () => (setPieces(''), setDay('')) })
  const whole = typeof pieces === 'number' && Number.isInteger(pieces) && pieces > 0 ? pieces : undefined
  const isRight = whole !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (whole === undefined || !isRight) return
        act.mutate({ ask: { params: { product }, body: { pool, pieces: whole, expectedOn: day } } })
      }}
    >
      <h3>{t('stock.expect')}</h3>
      <PoolChoice pools={pools} pool={pool} onChange={setPool} />
      <NumberInput
        label={t('stock.moved')}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={pieces}
        onChange={setPieces}
      />
      <TextInput
        type="date"
        label={t('stock.expectedOn')}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" variant="default" disabled={!isRight} loading={act.isPending}>
          {t('stock.expect')}
        </Button>
      </div>
    </form>
  )
}
