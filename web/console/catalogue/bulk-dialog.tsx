import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeProducts, previewProductChange } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { scrollable } from '#kit/spoken.ts'
import { Failed } from '#kit/states.tsx'
import { BulkForm, type Choices } from './bulk-form.tsx'
import { ThingName, ThingValue } from './things.tsx'

type Ask = Inside<typeof previewProductChange, 'body'>
type Preview = Inside<typeof previewProductChange, 'response'>

/** Which products: those that were chosen, or all that a filter finds. */
export type BulkOf = Readonly<{ count: number }> & Pick<Ask, 'codes' | 'filter'>

/** Changes many products at once: what to change, its effect in numbers and rows, and then the change. */
export function BulkDialog({
  opened,
  onClose,
  onDone,
  of,
  choices,
}: {
  opened: boolean
  onClose: () => void
  onDone: () => void
  of: BulkOf
  choices: Choices
}) {
  const { t } = useTranslation()
  const [change, setChange] = useState<Ask['change']>()
  const preview = useAct(previewProductChange)
  const apply = useAct(changeProducts, {
    onDone: ({ changes }) => {
      notifications.show({ message: t('bulk.done', { count: changes }) })
      preview.reset()
      setChange(undefined)
      onDone()
      onClose()
    },
  })
  const { count, ...which } = of
  const forget = (): void => {
    preview.reset()
    apply.reset()
    setChange(undefined)
  }
  const effect = preview.data
  return (
    <Modal
      opened={opened}
      onClose={() => {
        forget()
        onClose()
      }}
      size="xl"
      title={t('bulk.title', { count })}
    >
      <div className="stack">
        <BulkForm
          choices={choices}
          loading={preview.isPending}
          onEdit={forget}
          onLook={(asked) => {
            setChange(asked)
            preview.mutate({ ask: { body: { ...which, change: asked } } })
          }}
        />
        {preview.error ? <Failed error={preview.error} /> : null}
        {apply.error ? <Failed error={apply.error} /> : null}
        {effect ? <Effect effect={effect} /> : null}
        {effect && change && effect.changes > 0 ? (
          <div className="form__acts">
            <Button
              loading={apply.isPending}
              onClick={() => apply.mutate({ ask: { body: { codes: effect.codes, change } } })}
            >
              {t('bulk.apply', { count: effect.changes })}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('kit.cancel')}
            </Button>
          </div>
        ) : null}
      </div>
    </Modal>
  )
}

function Effect({ effect }: { effect: Preview }) {
  const { t } = useTranslation()
  const { rows, changes, unchanged, problems } = effect
  return (
    <section className="stack stack--tight" aria-label={t('bulk.effect')}>
      <output className="effect">
        <span className="strong">
          {changes === 0 ? t('bulk.nothing') : t('bulk.changes', { count: changes })}
        </span>
        {unchanged > 0 ? <span className="soft">{t('bulk.unchanged', { count: unchanged })}</span> : null}
        {problems > 0 ? <span className="warn">{t('bulk.problems', { count: problems })}</span> : null}
      </output>
      {rows.length === 0 ? null : (
        <section
          className="table-scroll"
          aria-label={t('bulk.first', { count: rows.length })}
          {...scrollable}
        >
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('product.name')}</th>
                <th scope="col">{t('bulk.what')}</th>
                <th scope="col">{t('bulk.before')}</th>
                <th scope="col">{t('bulk.after')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, place) => (
                <EffectRow key={`${row.code} ${place}`} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p className="tiny quiet">{t('bulk.first', { count: rows.length })}</p>
    </section>
  )
}

function EffectRow({ row }: { row: Preview['rows'][number] }) {
  const { t } = useTranslation()
  const name = (
    <>
      <span className="strong">{row.name}</span> <span className="tiny quiet number">{row.code}</span>
    </>
  )
  if (row.problem !== null)
    return (
      <tr>
        <td>{name}</td>
        <td colSpan={3} className="warn">
          {t(`bulk.why.${row.problem.replace('catalog.', '')}`)}
        </td>
      </tr>
    )
  return row.things.map((thing) => (
    <tr key={`${thing.field} ${thing.market} ${thing.kind}`}>
      <td>{name}</td>
      <td>
        <ThingName thing={thing} />
      </td>
      <td className="number before-after">
        <ThingValue thing={thing} value={thing.before} />
      </td>
      <td className="number strong before-after">
        <ThingValue thing={thing} value={thing.after} />
      </td>
    </tr>
  ))
}
