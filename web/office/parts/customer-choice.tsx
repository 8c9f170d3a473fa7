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
  known,
}: {
  value: string | null
  onChange: (code: string | null) => void
  /** Whoever was chosen before, also where the search finds others. */
  known?: Readonly<{ code: string; name?: string | undefined }> | undefined
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 250)
  const asked = useAnswer(
    listMyCustomers,
    { query: { rows: 20, ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  const rows = (asked.data?.rows ?? []).map(({ code, displayName: name }) => ({ code, name }))
  return (
    <Select
      size="md"
      searchable
      clearable
      label={t('report.customer')}
      placeholder={t('report.customerHint')}
      nothingFoundMessage={t('report.noCustomer')}
      data={[...(known && !rows.some(({ code }) => code === known.code) ? [known] : []), ...rows].map(
        ({ code, name }) => ({ value: code, label: name === undefined ? code : `${name}, ${code}` }),
      )}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={onChange}
    />
  )
}
