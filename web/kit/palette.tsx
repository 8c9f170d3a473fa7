import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'

/** Something that the palette can open. `to` is an address inside the app. */
export type PaletteItem = Readonly<{
  key: string
  group: string
  title: string
  note?: ReactNode
  mark?: ReactNode
  to: string
}>

/** Whether a key press means "find": Ctrl K, or ⌘ K on a Mac. */
export function isFindKey(event: { key: string; ctrlKey: boolean; metaKey: boolean }): boolean {
  return event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
}

/** Opens with Ctrl/⌘ K from anywhere. */
export function usePalette() {
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (!isFindKey(event)) return
      event.preventDefault()
      setOpened(true)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return { opened, open: () => setOpened(true), close: () => setOpened(false) }
}

// The combobox pattern of WAI-ARIA: the field keeps the focus while the arrows move through the list.
const combobox = { role: 'combobox', 'aria-controls': 'palette-list' } as const
const listbox = { role: 'listbox', id: 'palette-list' } as const

/** Finds people, orders and pages from one field. The caller searches; arrows move, Enter opens. */
export function Palette({
  opened,
  onClose,
  items,
  term,
  onTerm,
}: {
  opened: boolean
  onClose: () => void
  items: readonly PaletteItem[]
  term: string
  onTerm: (term: string) => void
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [at, setAt] = useState(0)
  const current = Math.min(at, Math.max(items.length - 1, 0))
  const go = (item: PaletteItem | undefined) => {
    if (!item) return
    onClose()
    onTerm('')
    void navigate(item.to)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(current + 1, items.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0))
    else if (event.key === 'Enter') go(items[current])
    else return
    event.preventDefault()
  }
  const option = (item: PaletteItem, index: number) => ({
    role: 'option' as const,
    tabIndex: -1,
    onMouseMove: () => setAt(index),
    onClick: () => go(item),
    onKeyDown: onKey,
  })
  return (
    <Modal.Root opened={opened} onClose={onClose} size="lg" yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label={t('kit.palette.title')}>
        <Modal.Body p="sm">
          <TextInput
            data-autofocus
            size="md"
            {...combobox}
            aria-expanded={items.length > 0}
            aria-activedescendant={items[current] ? `palette-${items[current].key}` : undefined}
            aria-label={t('kit.palette.title')}
            placeholder={t('kit.palette.placeholder')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={term}
            onChange={(event) => {
              setAt(0)
              onTerm(event.currentTarget.value)
            }}
            onKeyDown={onKey}
          />
          <div className="palette__list" aria-label={t('kit.palette.title')} {...listbox}>
            {items.map((item, index) => (
              <div
                key={item.key}
                id={`palette-${item.key}`}
                aria-selected={index === current}
                className="palette__item"
                {...option(item, index)}
              >
                {item.mark}
                <span className="strong">{item.title}</span>
                <span className="small quiet">{item.note}</span>
                <span className="tiny quiet" style={{ marginInlineStart: 'auto' }}>
                  {item.group}
                </span>
              </div>
            ))}
          </div>
          {items.length === 0 && term !== '' ? (
            <p className="small soft" style={{ padding: 12 }}>
              {t('kit.palette.none', { term })}
            </p>
          ) : null}
          <p className="tiny quiet" style={{ padding: '8px 12px 0' }}>
            {t('kit.palette.hint')}
          </p>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
