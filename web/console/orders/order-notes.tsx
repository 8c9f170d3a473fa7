import { Button, Checkbox, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { noteOrder } from '#modules/orders/contract/paying.ts'
import { useAct } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'
import type { ShownOrder } from './order-lines.tsx'

/** What was said about an order, among staff or with its buyer, and a field to say more. */
export function OrderNotes({ order, mayNote }: { order: ShownOrder; mayNote: boolean }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [isForBuyer, setForBuyer] = useState(false)
  const note = useAct(noteOrder, { onDone: () => setText('') })
  if (order.notes.length === 0 && !mayNote) return null
  const said = text.trim()
  return (
    <Panel title={t('order.notes.title')}>
      <div className="stack">
        {order.notes.length === 0 ? null : (
          <ul className="notes">
            {order.notes.map((one) => (
              <li key={`${one.at} ${one.text}`}>
                <p className="small prose">{one.text}</p>
                <div className="tiny quiet">
                  {one.byBuyer ? t('order.notes.byBuyer') : (one.by ?? t('order.notes.byStaff'))},{' '}
                  <DateText at={one.at} look="dateTime" />{' '}
                  {one.forBuyer && !one.byBuyer ? <Badge tone="plain">{t('order.notes.told')}</Badge> : null}
                </div>
              </li>
            ))}
          </ul>
        )}
        {mayNote ? (
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault()
              const params = { code: order.code }
              if (said !== '') note.mutate({ ask: { params, body: { text: said, forBuyer: isForBuyer } } })
            }}
          >
            <Textarea
              label={t('order.notes.new')}
              autosize
              minRows={2}
              maxLength={1000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Checkbox
              label={t('order.notes.forBuyer')}
              checked={isForBuyer}
              onChange={(event) => setForBuyer(event.currentTarget.checked)}
            />
            {note.error ? <Failed error={note.error} /> : null}
            <div className="form__acts">
              <Button type="submit" size="xs" disabled={said === ''} loading={note.isPending}>
                {t('order.notes.do')}
              </Button>
            </div>
          </form>
        ) : null}
      </div>
    </Panel>
  )
}
