import { useTranslation } from 'react-i18next'
import { EditEffect } from '#kit/edit-effect.tsx'
import type { EditOutcome } from '../order-edit.ts'
import { Field } from './field.tsx'
import type { ShownOrder } from './order-view.tsx'
import { useProblem } from './use-problem.ts'

/** Says what should be in an order instead, shows what that does, and does it; works without script. */
export function OrderEdit({
  order,
  outcome,
  formKey,
}: {
  order: ShownOrder
  outcome: EditOutcome | undefined
  formKey: string
}) {
  const { t } = useTranslation()
  const problem = useProblem(outcome)
  const isWaiting = order.state === 'placed' && order.lines.every(({ sent }) => sent === 0)
  if (!isWaiting || order.party !== null) return null
  const [wrong] = Object.keys(outcome?.problems ?? {})
  const sentence = outcome?.failure ?? (wrong === undefined ? undefined : problem(wrong))
  return (
    <details className="autoship-more" open={outcome !== undefined}>
      <summary>{t('order.edit.begin')}</summary>
      {sentence === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence}
        </p>
      )}
      {outcome?.effect ? <Confirm outcome={outcome} effect={outcome.effect} formKey={formKey} /> : null}
      <form className="shop-form" method="post" noValidate>
        <input type="hidden" name="of" value="look" />
        {order.lines
          .filter(({ gift, quantity, cancelled }) => !gift && quantity > cancelled)
          .map(({ line, product, quantity, cancelled }) => (
            <Field
              key={line}
              label={t('autoship.pieces', { name: product.name })}
              name={`pieces-${line}`}
              type="number"
              min={0}
              inputMode="numeric"
              defaultValue={outcome?.typed[`pieces-${line}`] ?? String(quantity - cancelled)}
            />
          ))}
        <Field
          label={t('autoship.another')}
          hint={t('autoship.anotherHint')}
          name="another"
          inputMode="numeric"
          defaultValue={outcome?.typed['another'] ?? ''}
        />
        <Field
          label={t('order.edit.anotherPieces')}
          name="anotherPieces"
          type="number"
          min={1}
          inputMode="numeric"
          defaultValue={outcome?.typed['anotherPieces'] ?? '1'}
        />
        <button type="submit" className="button button--plain">
          {t('order.edit.look')}
        </button>
      </form>
    </details>
  )
}

/** What it would do, and the button that does exactly that. */
function Confirm({
  outcome,
  effect,
  formKey,
}: {
  outcome: EditOutcome
  effect: NonNullable<EditOutcome['effect']>
  formKey: string
}) {
  const { t } = useTranslation()
  const { of: _of, key: _key, total: _total, ...typed } = outcome.typed
  return (
    <form className="shop-form" method="post">
      <EditEffect effect={effect} />
      <input type="hidden" name="of" value="edit" />
      <input type="hidden" name="key" value={formKey} />
      <input type="hidden" name="total" value={effect.after.minor.toString()} />
      {Object.entries(typed).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className="button">
        {t('order.edit.do')}
      </button>
    </form>
  )
}
