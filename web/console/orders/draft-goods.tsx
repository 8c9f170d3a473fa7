import { ActionIcon, Button, NumberInput, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { QUANTITY_MAX } from '#modules/orders/contract.ts'
import { Panel } from '#kit/figures.tsx'
import type { SaveDraft } from '../pages/draft.tsx'
import type { Draft } from './draft-buyer.ts'

type Props = Readonly<{ draft: Draft; isSending: boolean; save: SaveDraft }>

/** The goods of a draft: by number and Enter, or by a printed code; each change is kept at once. */
export function DraftGoods({ draft, isSending, save }: Props) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [pieces, setPieces] = useState(1)
  // A code as it stands in a catalogue on paper may have spaces or hyphens in it.
  const product = code.replaceAll(/[\s.-]/g, '')
  const lines = draft.lines.map((line) => ({ product: line.product, quantity: line.quantity }))
  const set = (of: string, quantity: number, done?: () => void) => {
    const isThere = lines.some((line) => line.product === of)
    const others = lines.map((line) => (line.product === of ? { ...line, quantity } : line))
    const next = isThere ? others : [...lines, { product: of, quantity }]
    save({ lines: next.filter((line) => line.quantity > 0) }, done)
  }
  return (
    <Panel title={t('drafts.goods')}>
      <div className="stack">
        {lines.length === 0 ? <p className="soft">{t('drafts.noGoods')}</p> : null}
        <ul className="stack stack--tight">
          {draft.lines.map((line) => (
            <li key={`${line.product} ${line.quantity}`} className="row row--apart">
              <span>
                {line.name} <span className="tiny quiet number">{line.product}</span>
              </span>
              <span className="row">
                <Pieces
                  label={t('drafts.piecesOf', { name: line.name })}
                  pieces={line.quantity}
                  onSet={(quantity) => set(line.product, quantity)}
                />
                <ActionIcon
                  variant="subtle"
                  size={36}
                  disabled={isSending}
                  aria-label={t('drafts.out', { name: line.name })}
                  onClick={() => set(line.product, 0)}
                >
                  <IconX size={18} />
                </ActionIcon>
              </span>
            </li>
          ))}
        </ul>
        <form
          className="draft-line"
          onSubmit={(event) => {
            event.preventDefault()
            if (!/^\d{2,12}$/.test(product)) return
            const before = lines.find((line) => line.product === product)?.quantity ?? 0
            set(product, Math.min(before + pieces, QUANTITY_MAX), () => {
              setCode('')
              setPieces(1)
            })
          }}
        >
          <TextInput
            label={t('drafts.product')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={20}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <NumberInput
            label={t('drafts.pieces')}
            min={1}
            max={QUANTITY_MAX}
            allowDecimal={false}
            value={pieces}
            onChange={(value) => setPieces(typeof value === 'number' ? value : 1)}
          />
          <Button type="submit" variant="default" loading={isSending} disabled={!/^\d{2,12}$/.test(product)}>
            {t('drafts.add')}
          </Button>
        </form>
      </div>
    </Panel>
  )
}

/** A number of pieces that is kept once the field is left, or with Enter. */
function Pieces({
  label,
  pieces,
  onSet,
}: {
  label: string
  pieces: number
  onSet: (pieces: number) => void
}) {
  const [typed, setTyped] = useState(pieces)
  const send = () => {
    if (typed !== pieces) onSet(typed)
  }
  return (
    <NumberInput
      aria-label={label}
      w={84}
      min={0}
      max={QUANTITY_MAX}
      allowDecimal={false}
      value={typed}
      onChange={(value) => setTyped(typeof value === 'number' ? value : pieces)}
      onBlur={send}
      onKeyDown={(event) => {
        if (event.key === 'Enter') send()
      }}
    />
  )
}

/** Coupons of a draft. */
export function DraftCoupons({ draft, isSending, save }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const code = typed.trim().toUpperCase()
  const isCode = /^[A-Z0-9-]{3,40}$/.test(code)
  return (
    <Panel title={t('drafts.coupon')}>
      <ul>
        {draft.coupons.map((coupon) => (
          <li key={coupon} className="row row--apart">
            <span className="number">{coupon}</span>
            <ActionIcon
              variant="subtle"
              size={36}
              disabled={isSending}
              aria-label={t('drafts.couponOut', { code: coupon })}
              onClick={() => save({ coupons: draft.coupons.filter((one) => one !== coupon) })}
            >
              <IconX size={18} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <form
        className="autoship-line"
        onSubmit={(event) => {
          event.preventDefault()
          if (isCode) save({ coupons: [...new Set([...draft.coupons, code])] }, () => setTyped(''))
        }}
      >
        <TextInput
          aria-label={t('drafts.coupon')}
          autoComplete="off"
          maxLength={40}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!isCode || isSending}>
          {t('drafts.couponIn')}
        </Button>
      </form>
    </Panel>
  )
}
