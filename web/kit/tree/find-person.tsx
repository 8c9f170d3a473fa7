import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const WAIT_MS = 200
const LETTERS_LEAST = 2

export type Typed = Readonly<{ text: string; type: (text: string) => void; asked: string; isEnough: boolean }>

/** What is typed into a search, and what of it is asked for once the typing rests. */
export function useTyped(): Typed {
  const [text, type] = useState('')
  const [asked] = useDebouncedValue(text.trim(), WAIT_MS)
  return { text, type, asked, isEnough: asked.length >= LETTERS_LEAST }
}

/** A field that finds people and gives whoever is chosen; the answers are the page's own. */
export function FindPerson({
  typed,
  people,
  onFound,
}: {
  typed: Typed
  people: readonly Readonly<{ person: string; words: string }>[]
  onFound: (person: string) => void
}) {
  const { t } = useTranslation()
  return (
    <Select
      size="md"
      searchable
      aria-label={t('kit.tree.find')}
      placeholder={t('kit.tree.find')}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={<span />}
      data={typed.isEnough ? people.map(({ person, words }) => ({ value: person, label: words })) : []}
      // The server has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={typed.isEnough ? t('kit.tree.findNone') : undefined}
      value={null}
      searchValue={typed.text}
      onSearchChange={typed.type}
      onChange={(person) => {
        if (person === null) return
        onFound(person)
        typed.type('')
      }}
    />
  )
}
