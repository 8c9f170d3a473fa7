import { ActionIcon, Button, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editOrder, previewOrderEdit } from '#modules/orders/contract/edits.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { EditEffect } from '#kit/edit-effect.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { leftFor } from './change-form.tsx'
import { Goods, type ShownOrder } from './order-lines.tsx'

type Added = Readonly<{ key: number; product: string; quantity: number }>
const PREVIEW_AFTER_MS = 300

/** Whether what is in an order can still be said anew. */
export function isEditable({ lines }: Pick<ShownOrder, 'lines'>): boolean {
  return lines.every(({ sent }) => sent === 0) && lines.some((line) => leftFor('cancel', line) > 0)
}

/** Says how many pieces of each line there should be and what comes with them, shows what that does, and does it. */
export function EditForm({ order, onDone }: { order: ShownOrder; onDone: () => void }) {
  const { t } = useTranslation()
  const lines = order.lines.filter((line) => leftFor('cancel', line) > 0)
  const [wanted, setWanted] = useState<Readonly<Record<number, number>>>({})
  const [added, setAdded] = useState<readonly Added[]>([])
  const [reason, setReason] = useState('')
  const edit = useAct(editOrder, { onDone })
  const params = { code: order.code }
  const body = {
    lines: lines.flatMap((line) => {
      const quantity = wanted[line.line] ?? leftFor('cancel', line)
      return quantity === leftFor('cancel', line) ? [] : [{ line: line.line, quantity }]
    }),
    goods: added.flatMap(({ product, quantity }) =>
      /^\d{2,12}$/.test(product) ? [{ product, quantity }] : [],
    ),
  }
  const isChanged = body.lines.length + body.goods.length > 0
  const [asked] = useDebouncedValue(JSON.stringify(body), PREVIEW_AFTER_MS)
  const isShown = isChanged && asked === JSON.stringify(body)
  const preview = useAnswer(previewOrderEdit, { params, body }, { enabled: isShown })
  const change = (key: number, to: Partial<Added>) =>
    setAdded((before) => before.map((one) => (one.key === key ? { ...one, ...to } : one)))
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (preview.data && reason.trim() !== '')
          edit.mutate({
            ask: { params, body: { ...body, reason: reason.trim(), expectedTotal: preview.data.after } },
          })
      }}
    >
      <ul>
        {lines.map((line) => (
          <li key={line.line} className="piece-row">
            <Goods product={line.product} />
            {line.gift ? (
              <span className="small soft">{t('order.contents.gift')}</span>
            ) : (
              <NumberInput
                aria-label={t('order.change.piecesOf', { name: line.product.name })}
                min={0}
                max={9999}
                clampBehavior="strict"
                allowDecimal={false}
                w={96}
                value={wanted[line.line] ?? leftFor('cancel', line)}
                onChange={(value) =>
                  setWanted((before) => ({ ...before, [line.line]: typeof value === 'number' ? value : 0 }))
                }
              />
            )}
          </li>
        ))}
        {added.map((one) => (
          <li key={one.key} className="piece-row">
            <TextInput
              aria-label={t('order.change.insteadProduct')}
              placeholder={t('order.change.insteadProduct')}
              inputMode="numeric"
              maxLength={12}
              value={one.product}
              onChange={(event) =>
                change(one.key, { product: event.currentTarget.value.replaceAll(/\D/g, '') })
              }
            />
            <span className="piece-row__choice">
              <NumberInput
                aria-label={t('order.change.insteadPieces')}
                min={1}
                max={9999}
                allowDecimal={false}
                w={96}
                value={one.quantity}
                onChange={(value) => change(one.key, { quantity: typeof value === 'number' ? value : 1 })}
              />
              <ActionIcon
                variant="subtle"
                aria-label={t('order.contents.drop')}
                onClick={() => setAdded((before) => before.filter(({ key }) => key !== one.key))}
              >
                <IconX size={16} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() =>
          setAdded((before) => [...before, { key: (before.at(-1)?.key ?? 0) + 1, product: '', quantity: 1 }])
        }
      >
        {t('order.contents.add')}
      </Button>
      <Textarea
        label={t('order.reason')}
        autosize
        minRows={2}
        maxLength={200}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {isShown ? <Answer asked={preview}>{(effect) => <EditEffect effect={effect} />}</Answer> : null}
      {edit.error ? <Failed error={edit.error} /> : null}
      <div className="form__acts">
        <Button
          type="submit"
          color="clay"
          disabled={!isShown || !preview.data || reason.trim() === ''}
          loading={edit.isPending}
        >
          {t('order.contents.do')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
