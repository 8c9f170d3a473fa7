import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Other goods that take the place of pieces, by the number of a product. */
export type Instead = Readonly<{ isOn: boolean; product: string; quantity: number }>

export function goodsOf({ product, quantity }: Instead) {
  return [{ product, quantity }]
}

/** Asks whether other goods are sent instead, and which. */
export function InsteadFields({
  instead,
  onChange,
}: {
  instead: Instead
  onChange: (instead: Instead) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <Checkbox
        label={t('order.change.instead')}
        checked={instead.isOn}
        onChange={(event) => onChange({ ...instead, isOn: event.currentTarget.checked })}
      />
      {instead.isOn ? (
        <div className="form__acts">
          <TextInput
            label={t('order.change.insteadProduct')}
            inputMode="numeric"
            maxLength={12}
            value={instead.product}
            onChange={(event) => onChange({ ...instead, product: event.currentTarget.value.trim() })}
          />
          <NumberInput
            label={t('order.change.insteadPieces')}
            min={1}
            max={9999}
            allowDecimal={false}
            w={96}
            value={instead.quantity}
            onChange={(value) => onChange({ ...instead, quantity: typeof value === 'number' ? value : 1 })}
          />
        </div>
      ) : null}
    </>
  )
}
