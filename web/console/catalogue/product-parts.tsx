import { ActionIcon, NumberInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { setProductParts, type showProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'
import { ProductChoice } from './product-choice.tsx'
import { SendButton } from './product-fields.tsx'

type Product = Inside<typeof showProduct, 'response'>
type Part = Product['parts'][number]

/** What a kit is made of; any product becomes one by its first part. */
export function ProductParts({ product, writes }: { product: Product; writes: boolean }) {
  const { t } = useTranslation()
  const [parts, setParts] = useState<readonly Part[]>(product.parts)
  const save = useAct(setProductParts)
  const isChanged = JSON.stringify(parts) !== JSON.stringify(product.parts)
  const isRight = parts.every(({ quantity }) => quantity >= 1)
  return (
    <Panel title={t('product.parts')}>
      <LeaveGuard when={isChanged && !save.isSuccess} />
      <form
        className="stack stack--tight"
        onSubmit={(event) => {
          event.preventDefault()
          const body = { parts: parts.map(({ product: part, quantity }) => ({ product: part, quantity })) }
          save.mutate({ ask: { params: { code: product.code }, body } })
        }}
      >
        {parts.length === 0 ? <p className="small soft">{t('product.noParts')}</p> : null}
        <ul>
          {parts.map((part) => (
            <PartLine
              key={part.product}
              part={part}
              writes={writes}
              onQuantity={(quantity) =>
                setParts(parts.map((one) => (one.product === part.product ? { ...one, quantity } : one)))
              }
              onOut={() => setParts(parts.filter((one) => one.product !== part.product))}
            />
          ))}
        </ul>
        {writes ? (
          <>
            <ProductChoice
              label={t('product.addPart')}
              without={[product.code, ...parts.map((part) => part.product)]}
              onChoose={(found) => setParts([...parts, { ...found, quantity: 1 }])}
            />
            {save.error ? <Failed error={save.error} /> : null}
            <SendButton
              label={t('product.keepParts')}
              loading={save.isPending}
              disabled={!isChanged || !isRight}
            />
          </>
        ) : null}
      </form>
    </Panel>
  )
}

function PartLine({
  part,
  writes,
  onQuantity,
  onOut,
}: {
  part: Part
  writes: boolean
  onQuantity: (quantity: number) => void
  onOut: () => void
}) {
  const { t } = useTranslation()
  const { product, name, quantity } = part
  return (
    <li className="part-line">
      <Link className="table__row-link" to={`/catalogue/products/${product}`}>
        {name}
      </Link>
      {writes ? (
        <>
          <NumberInput
            size="xs"
            w={84}
            aria-label={t('product.partPieces', { name })}
            value={quantity}
            min={1}
            max={999}
            allowDecimal={false}
            onChange={(value) => onQuantity(Math.trunc(Number(value)) || 0)}
          />
          <ActionIcon size={36} variant="default" aria-label={t('product.partOut', { name })} onClick={onOut}>
            <IconX size={16} />
          </ActionIcon>
        </>
      ) : (
        <span className="number">× {quantity}</span>
      )}
    </li>
  )
}
