import { ActionIcon, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMinus, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { officeProducts } from '#modules/catalog/contract.ts'
import { resolveCode } from '#modules/catalog/contract/campaigns.ts'
import { QUANTITY_MAX } from '#modules/orders/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { GoodsPicture } from '#kit/goods-picture.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Empty, Failed } from '#kit/states.tsx'
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
  const of = { kind, count, set }
  const printed = usePrinted(search)
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
          page.rows.length === 0 && !printed.data?.campaign ? (
            printed.error ? (
              <Failed error={printed.error} />
            ) : (
              <Empty title={t('picker.none')} />
            )
          ) : (
            <ul>
              {page.instead === null ? null : (
                <li className="small quiet">{t('picker.instead', { instead: page.instead })}</li>
              )}
              {printed.data?.campaign ? <PrintedLine found={printed.data} {...of} /> : null}
              {page.rows.map((product) =>
                product.variants.length === 0 ? (
                  <PickLine
                    key={product.code}
                    product={product}
                    {...of}
                    picture={<Picture product={product} />}
                  />
                ) : (
                  <Family key={product.code} product={product} {...of} />
                ),
              )}
            </ul>
          )
        }
      </Answer>
    </div>
  )
}

type Row = Inside<typeof officeProducts, 'response'>['rows'][number]
type Of = Readonly<{
  kind: 'retail' | 'distributor'
  count: (code: string) => number
  set: (code: string, quantity: number) => void
}>

function Picture({ product }: { product: Row }) {
  return (
    <span className="pick__art">
      <GoodsPicture product={product} sizes="48px" />
    </span>
  )
}

/** What a typed number means where it is printed in a catalogue on paper; spaces and hyphens make it readable. */
function usePrinted(search: string) {
  const code = search.replaceAll(/[\s.-]/g, '')
  const isCode = /^\d{4,12}$/.test(code)
  return useAnswer(resolveCode, { params: { code: isCode ? code : '00' }, query: {} }, { enabled: isCode })
}

function PrintedLine({ found, ...of }: Of & { found: Inside<typeof resolveCode, 'response'> }) {
  const { t } = useTranslation()
  const { code, name, campaign, prices, art, category } = found
  const page = campaign?.page ?? null
  return (
    <PickLine
      product={{ code, name, prices }}
      {...of}
      note={
        page === null
          ? t('picker.printed', { code, catalogue: campaign?.name })
          : t('picker.printedOn', { code, catalogue: campaign?.name, page })
      }
      picture={
        <span className="pick__art">
          <GoodsPicture product={{ art, category, image: null, name }} sizes="48px" />
        </span>
      }
    />
  )
}

/** A family with its variants below it, of which each is ordered by itself. */
function Family({ product, ...of }: Of & { product: Row }) {
  const { t } = useTranslation()
  return (
    <li>
      <div className="pick">
        <Picture product={product} />
        <span className="pick__words">
          <span className="strong">{product.name}</span>
          <div className="small quiet">{t('picker.variants', { count: product.variants.length })}</div>
        </span>
      </div>
      <ul className="pick__variants">
        {product.variants.map((variant) => (
          <PickLine
            key={variant.code}
            product={variant}
            {...of}
            spoken={`${product.name}, ${variant.name}`}
          />
        ))}
      </ul>
    </li>
  )
}

function PickLine({
  product,
  kind,
  count,
  set,
  picture = null,
  note,
  spoken = product.name,
}: Of & {
  product: Row['variants'][number]
  picture?: ReactNode
  note?: string
  spoken?: string
}) {
  const { t } = useTranslation()
  const { code } = product
  const price = product.prices.find((candidate) => candidate.kind === kind) ?? product.prices[0]
  return (
    <li className="pick">
      {picture}
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
        {note === undefined ? null : <div className="tiny quiet">{note}</div>}
      </span>
      <span className="pick__count">
        {count(code) > 0 ? (
          <>
            <ActionIcon
              size={44}
              variant="default"
              aria-label={t('picker.less', { name: spoken })}
              onClick={() => set(code, count(code) - 1)}
            >
              <IconMinus size={18} />
            </ActionIcon>
            <span className="number strong">{count(code)}</span>
          </>
        ) : null}
        <ActionIcon
          size={44}
          variant="default"
          aria-label={t('picker.more', { name: spoken })}
          onClick={() => set(code, count(code) + 1)}
        >
          <IconPlus size={18} />
        </ActionIcon>
      </span>
    </li>
  )
}

/** The lines as an order sends them. */
export function wireLines(lines: readonly PickedLine[]) {
  return lines.map((line) => ({ product: line.code, quantity: line.quantity }))
}
