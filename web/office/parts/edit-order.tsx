import { Button, NumberInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { editMyOrder, previewMyOrderEdit } from '#modules/orders/contract/edits.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { EditEffect } from '#kit/edit-effect.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import type { MyOrder } from './order-payment.tsx'
import { ProductPicker, wireLines, type PickedLine } from './product-picker.tsx'

const PREVIEW_AFTER_MS = 300

/** Changes what is in an own order as long as nothing of it was sent: pieces up and down, and goods that come with them. */
export function EditOrder({ order }: { order: MyOrder }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const isWaiting = order.state === 'placed' && order.lines.every(({ sent }) => sent === 0)
  if (!isWaiting || order.party !== null) return null
  return (
    <section className="section section--line">
      {isOpen ? (
        <EditForm order={order} onDone={() => setOpen(false)} />
      ) : (
        <Button size="md" variant="default" onClick={() => setOpen(true)}>
          {t('myOrder.edit.begin')}
        </Button>
      )}
    </section>
  )
}

function EditForm({ order, onDone }: { order: MyOrder; onDone: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [wanted, setWanted] = useState<Readonly<Record<number, number>>>({})
  const [added, setAdded] = useState<readonly PickedLine[]>([])
  const edit = useAct(editMyOrder, {
    onDone: ({ placed }) => {
      onDone()
      if (placed !== null) void navigate(`/sell/orders/${placed}`)
    },
  })
  const params = { code: order.code }
  const lines = order.lines.filter(({ quantity, cancelled }) => quantity > cancelled)
  const body = {
    lines: lines.flatMap(({ line, quantity, cancelled }) => {
      const should = wanted[line] ?? quantity - cancelled
      return should === quantity - cancelled ? [] : [{ line, quantity: should }]
    }),
    goods: wireLines(added),
  }
  const isChanged = body.lines.length + body.goods.length > 0
  const [asked] = useDebouncedValue(JSON.stringify(body), PREVIEW_AFTER_MS)
  const isShown = isChanged && asked === JSON.stringify(body)
  const preview = useAnswer(previewMyOrderEdit, { params, body }, { enabled: isShown })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (preview.data)
          edit.mutate({ ask: { params, body: { ...body, expectedTotal: preview.data.after } } })
      }}
    >
      <h2>{t('myOrder.edit.title')}</h2>
      {lines.map(({ line, product, quantity, cancelled, gift }) =>
        gift ? (
          <p key={line} className="small soft">
            {t('myOrder.edit.gift', { name: product.name })}
          </p>
        ) : (
          <NumberInput
            key={line}
            size="md"
            label={product.name}
            min={0}
            max={9999}
            clampBehavior="strict"
            allowDecimal={false}
            value={wanted[line] ?? quantity - cancelled}
            onChange={(value) =>
              setWanted((before) => ({ ...before, [line]: typeof value === 'number' ? value : 0 }))
            }
          />
        ),
      )}
      <h3>{t('myOrder.edit.more')}</h3>
      <ProductPicker kind="distributor" lines={added} onChange={setAdded} />
      {isShown ? <Answer asked={preview}>{(effect) => <EditEffect effect={effect} />}</Answer> : null}
      {edit.error ? <Failed error={edit.error} /> : null}
      <div className="form__acts">
        <Button type="submit" size="lg" disabled={!isShown || !preview.data} loading={edit.isPending}>
          {t('myOrder.edit.do')}
        </Button>
        <Button size="lg" variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
