import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editDelivery } from '#modules/orders/contract/changes.ts'
import { useAct } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import type { ShownOrder } from './order-lines.tsx'

const FIELDS = ['recipient', 'line1', 'line2', 'postalCode', 'city', 'region', 'country'] as const

/** Where an order is delivered; it can be changed while something waits to be sent. */
export function OrderDelivery({ order, mayEdit }: { order: ShownOrder; mayEdit: boolean }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { delivery } = order
  if (delivery === null) return null
  const waits = order.progress === 'waiting' || order.progress === 'partly_sent'
  return (
    <Panel
      title={t('order.delivery')}
      aside={
        mayEdit && waits ? (
          <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
            {t('order.edit.act')}
          </Button>
        ) : null
      }
    >
      <address className="small" style={{ fontStyle: 'normal' }}>
        {[
          delivery.recipient,
          delivery.line1,
          delivery.line2,
          `${delivery.postalCode} ${delivery.city} ${delivery.region ?? ''}`.trim(),
          delivery.country,
        ]
          .filter((part) => part !== undefined && part !== '')
          .map((part) => (
            <div key={part}>{part}</div>
          ))}
      </address>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('order.edit.title', { code: order.code })}
      >
        <EditDelivery code={order.code} delivery={delivery} onDone={() => setOpen(false)} />
      </Modal>
    </Panel>
  )
}

function EditDelivery({
  code,
  delivery,
  onDone,
}: {
  code: string
  delivery: NonNullable<ShownOrder['delivery']>
  onDone: () => void
}) {
  const { t } = useTranslation()
  const edit = useAct(editDelivery, { onDone })
  const [initial] = useState({ ...delivery, line2: delivery.line2 ?? '', region: delivery.region ?? '' })
  const form = useContractForm({
    shape: editDelivery.body,
    initial,
    send: (body) => edit.mutateAsync({ ask: { params: { code }, body } }),
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      {FIELDS.map((field) => (
        <TextInput key={field} label={t(`order.edit.${field}`)} {...form.field(field)} />
      ))}
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={form.sending}>
          {t('order.edit.do')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
