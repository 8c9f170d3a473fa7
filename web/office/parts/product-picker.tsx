import { ActionIcon, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMinus, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { officeProducts } from '#modules/catalog/contract.ts'
import { QUANTITY_MAX } from '#modules/orders/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { ProductArt } from '#kit/art/product-art.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'

export type PickedLine = Readonly<{ code: string; quantity: number }>

const SHOWN = 8

/** Goods by name or number, each with its price and volume for this buyer; plus and minus put them into the order. */
export function ProductPicker({
  kind,
  lines,
  onChange,
}: {
  kind: 'retail' | 'distributor'
  lines: readonly PickedLine[]
  onChange: (lines: readonly PickedLine[]) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const asked = useAnswer(
    officeProducts,
    { query: { rows: SHOWN, ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  const count = (code: string) => lines.find((line) => line.code === code)?.quantity ?? 0
  const set = (code: string, quantity: number) => {
    const held = Math.min(Math.max(quantity, 0), QUANTITY_MAX)
    const others = lines.filter((line) => line.code !== code)
    if (held === 0) onChange(others)
    else if (count(code) === 0) onChange([...lines, { code, quantity: held }])
    else onChange(lines.map((line) => (line.code === code ? { code, quantity: held } : line)))
  }
  return (
    <div className="stack stack--tight">
      <TextInput
        size="md"
        aria-label={t('picker.find')}
        placeholder={t('picker.find')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Answer asked={asked}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty title={t('picker.none')} />
          ) : (
            <ul>
              {page.rows.map((product) => {
                const price = product.prices.find((candidate) => candidate.kind === kind) ?? product.prices[0]
                return (
                  <li key={product.code} className="pick">
                    <span className="pick__art">
                      <ProductArt name={product.name} category={product.category} art={product.art} />
                    </span>
                    <span className="pick__words">
                      <span className="strong">{product.name}</span>
                      <div className="small quiet">
                        {price ? <Money value={price.price} /> : null}
                        {price
                          ? Object.entries(price.volumes).map(([name, micro]) => (
                              <span key={name}>
                                , <Volume micro={micro} unit={name} />
                              </span>
                            ))
                          : null}
                      </div>
                    </span>
                    <span className="pick__count">
                      {count(product.code) > 0 ? (
                        <>
                          <ActionIcon
                            size={44}
                            variant="default"
                            aria-label={t('picker.less', { name: product.name })}
                            onClick={() => set(product.code, count(product.code) - 1)}
                          >
                            <IconMinus size={18} />
                          </ActionIcon>
                          <span className="number strong">{count(product.code)}</span>
                        </>
                      ) : null}
                      <ActionIcon
                        size={44}
                        variant="default"
                        aria-label={t('picker.more', { name: product.name })}
                        onClick={() => set(product.code, count(product.code) + 1)}
                      >
                        <IconPlus size={18} />
                      </ActionIcon>
                    </span>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Answer>
    </div>
  )
}

/** The lines as an order sends them. */
export function wireLines(lines: readonly PickedLine[]) {
  return lines.map((line) => ({ product: line.code, quantity: line.quantity }))
}
