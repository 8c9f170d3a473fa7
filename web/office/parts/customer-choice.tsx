import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listMyCustomers } from '#modules/field/contract.ts'
import { useAnswer } from '#kit/answers.tsx'

/** One of the own customers, found by name or number. */
export function CustomerChoice({
  value,
  onChange,
}: {
  value: string | null
  onChange: (code: string | null) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 250)
  const asked = useAnswer(
    listMyCustomers,
    { query: { rows: 20, ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  return (
    <Select
      size="md"
      searchable
      clearable
      label={t('report.customer')}
      placeholder={t('report.customerHint')}
      nothingFoundMessage={t('report.noCustomer')}
      data={(asked.data?.rows ?? []).map((person) => ({
        value: person.code,
        label: `${person.displayName}, ${person.code}`,
      }))}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={onChange}
    />
  )
}
