import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listProducts } from '#modules/catalog/contract.ts'
import { useAnswer } from '#kit/answers.tsx'

const FOUND_MAX = 10

/** Finds a product that can be ordered, by name or number; `without` are left out. */
export function ProductChoice({
  label,
  without,
  onChoose,
}: {
  label: string
  without: readonly string[]
  onChoose: (product: Readonly<{ product: string; name: string }>) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const asked = useAnswer(
    listProducts,
    { query: { rows: FOUND_MAX, ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  // A product with options is not ordered; one of its variants is.
  const found = (asked.data?.rows ?? []).filter(
    ({ code, variants }) => variants === 0 && !without.includes(code),
  )
  return (
    <Select
      searchable
      label={label}
      nothingFoundMessage={t('product.noPartFound')}
      data={found.map(({ code, name }) => ({ value: code, label: `${name}, ${code}` }))}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={null}
      onChange={(code) => {
        const chosen = found.find((one) => one.code === code)
        if (chosen) onChoose({ product: chosen.code, name: chosen.name })
        setTyped('')
      }}
    />
  )
}
