import { useState } from 'react'
import { Palette } from '#kit/palette.tsx'
import { usePaletteItems } from './find.ts'

/** The palette with what it finds. It comes when it is first opened, with the shapes of all that it asks for. */
export function FindPalette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [term, setTerm] = useState('')
  const items = usePaletteItems(term, opened)
  return <Palette opened={opened} onClose={onClose} items={items} term={term} onTerm={setTerm} />
}
