import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '#kit/figures.tsx'
import type { SaveDraft } from '../pages/draft.tsx'
import { ADDRESS, typedAddress } from './autoship-form.tsx'
import type { Draft } from './draft-buyer.ts'

/** Where the order of a draft goes. */
export function DraftDelivery({ draft, save }: { draft: Draft; save: SaveDraft }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(typedAddress(draft.delivery))
  const isWhole = ADDRESS.every((field) => field === 'line2' || typed[field].trim() !== '')
  return (
    <Panel title={t('drafts.delivery')}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const { line2, country, ...rest } = typed
          const more = line2.trim() === '' ? {} : { line2 }
          save({ delivery: { ...rest, ...more, country: country.trim().toUpperCase() } })
        }}
      >
        {ADDRESS.map((field) => (
          <TextInput
            key={field}
            label={t(`order.edit.${field}`)}
            value={typed[field]}
            onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
          />
        ))}
        <div className="form__acts">
          <Button type="submit" variant="default" disabled={!isWhole}>
            {t('drafts.saveDelivery')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
