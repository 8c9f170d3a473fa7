import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { editProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import type { Choices } from './bulk-form.tsx'
import { readLimits, readTags } from './written.ts'

type Written = Inside<typeof editProduct, 'body'>
type Text = Written['texts'][string]

/** A product as it is being typed: tags and weight as text. */
export type TypedProduct = Readonly<{
  category: string
  art: string
  taxClass: string
  weight: string
  tags: string
  perOrder: string
  buyerMost: string
  buyerDays: string
  minAge: string
  countries: string
  texts: Readonly<Record<string, Text>>
}>

/** What was typed as the server takes it; undefined while something is missing or wrong. */
export function readProduct(typed: TypedProduct): Omit<Written, 'revision' | 'state'> | undefined {
  const tags = readTags(typed.tags)
  const weightGrams = Number(typed.weight)
  const { category, art, taxClass, texts } = typed
  const isWhole = Number.isInteger(weightGrams) && weightGrams >= 0 && typed.weight !== ''
  const isNamed =
    Object.keys(texts).length > 0 && Object.values(texts).every(({ name }) => name.trim() !== '')
  const limits = readLimits(typed)
  if (!tags || !limits || !isWhole || !isNamed || category === '') return undefined
  if (!isArt(art) || !isTaxClass(taxClass)) return undefined
  return { category, art, taxClass, weightGrams, tags, limits, texts: { ...texts } }
}

const isArt = (art: string): boolean => /^[a-z0-9-]{1,40}$/.test(art)
const isTaxClass = (taxClass: string): boolean => /^[a-z_]{1,30}$/.test(taxClass)

export type OwnField = NonNullable<Written['own']>[number]

type Props = Readonly<{
  typed: TypedProduct
  choices: Choices
  /** Fields that a variant has from its family. */
  locked?: ReadonlySet<OwnField>
  onChange: (typed: TypedProduct) => void
}>

const NONE: ReadonlySet<OwnField> = new Set()

/** Category, tax class, weight, tags and drawing. */
export function ProductFacts({ typed, choices, locked = NONE, onChange }: Props) {
  const { t } = useTranslation()
  const set = (some: Partial<TypedProduct>) => onChange({ ...typed, ...some })
  return (
    <div className="bulk-form">
      <Select
        label={t('product.category')}
        data={choices.categories.map(({ code, name }) => ({ value: code, label: name }))}
        value={typed.category}
        disabled={locked.has('category')}
        allowDeselect={false}
        onChange={(category) => set({ category: category ?? typed.category })}
      />
      <Select
        label={t('product.taxClass')}
        data={[...new Set([...choices.taxClasses, typed.taxClass])].filter((one) => one !== '')}
        value={typed.taxClass}
        disabled={locked.has('taxClass')}
        allowDeselect={false}
        onChange={(taxClass) => set({ taxClass: taxClass ?? typed.taxClass })}
      />
      <NumberInput
        label={t('product.weightInGrams')}
        value={typed.weight}
        disabled={locked.has('weightGrams')}
        min={0}
        max={1_000_000}
        allowDecimal={false}
        onChange={(weight) => set({ weight: String(weight) })}
      />
      <TextInput
        label={t('product.art')}
        description={t('product.artHint')}
        inputWrapperOrder={HINT_BELOW}
        value={typed.art}
        disabled={locked.has('art')}
        error={isArt(typed.art) ? undefined : t('kit.form.format')}
        onChange={(event) => set({ art: event.currentTarget.value })}
      />
      <TextInput
        label={t('product.tags')}
        description={t('product.tagsHint')}
        inputWrapperOrder={HINT_BELOW}
        value={typed.tags}
        disabled={locked.has('tags')}
        error={readTags(typed.tags) ? undefined : t('kit.form.format')}
        onChange={(event) => set({ tags: event.currentTarget.value })}
      />
    </div>
  )
}

/** How much of it who may buy; an empty field is no limit. */
export function ProductLimits({ typed, onChange }: Omit<Props, 'choices'>) {
  const { t } = useTranslation()
  const set = (some: Partial<TypedProduct>) => onChange({ ...typed, ...some })
  const isWrong = readLimits(typed) === undefined
  return (
    <div className="stack stack--tight">
      <div className="bulk-form">
        <TextInput
          label={t('product.perOrder')}
          inputMode="numeric"
          value={typed.perOrder}
          onChange={(event) => set({ perOrder: event.currentTarget.value })}
        />
        <TextInput
          label={t('product.buyerMost')}
          inputMode="numeric"
          value={typed.buyerMost}
          onChange={(event) => set({ buyerMost: event.currentTarget.value })}
        />
        <TextInput
          label={t('product.buyerDays')}
          inputMode="numeric"
          value={typed.buyerDays}
          onChange={(event) => set({ buyerDays: event.currentTarget.value })}
        />
        <TextInput
          label={t('product.minAge')}
          inputMode="numeric"
          value={typed.minAge}
          onChange={(event) => set({ minAge: event.currentTarget.value })}
        />
        <TextInput
          label={t('product.countries')}
          description={t('product.countriesHint')}
          inputWrapperOrder={HINT_BELOW}
          value={typed.countries}
          onChange={(event) => set({ countries: event.currentTarget.value })}
        />
      </div>
      {isWrong ? (
        <p className="small warn" role="alert">
          {t('product.limitsWrong')}
        </p>
      ) : null}
    </div>
  )
}

/** The words of a product, a language at a time. */
export function ProductWords({ typed, choices, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const languages = Object.keys(typed.texts).sort()
  const [chosen, setChosen] = useState(languages.includes('en') ? 'en' : (languages[0] ?? 'en'))
  const names = new Intl.DisplayNames([i18n.language === 'pseudo' ? 'en' : i18n.language], {
    type: 'language',
  })
  const offered = [...new Set([...choices.markets.map(({ language }) => language), ...OFFERED])]
  const free = offered.filter((language) => !languages.includes(language))
  const text = typed.texts[chosen] ?? { name: '', summary: '', description: '' }
  const set = (some: Partial<Text>) =>
    onChange({ ...typed, texts: { ...typed.texts, [chosen]: { ...text, ...some } } })
  return (
    <div className="stack stack--tight">
      <div className="bulk-form">
        <Select
          label={t('product.language')}
          data={languages.map((value) => ({ value, label: names.of(value) ?? value }))}
          value={chosen}
          allowDeselect={false}
          onChange={(value) => setChosen(value ?? chosen)}
        />
        <Select
          label={t('product.addLanguage')}
          data={free.map((value) => ({ value, label: names.of(value) ?? value }))}
          value={null}
          onChange={(value) => {
            if (value === null) return
            onChange({
              ...typed,
              texts: { ...typed.texts, [value]: { name: '', summary: '', description: '' } },
            })
            setChosen(value)
          }}
        />
      </div>
      <TextInput
        label={t('product.textName')}
        value={text.name}
        error={text.name.trim() === '' ? t('kit.form.required') : undefined}
        maxLength={200}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('product.summary')}
        value={text.summary}
        maxLength={500}
        onChange={(event) => set({ summary: event.currentTarget.value })}
      />
      <Textarea
        label={t('product.description')}
        value={text.description}
        autosize
        minRows={3}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
    </div>
  )
}

/** Hints stand below, so that fields side by side stay in line. */
export const HINT_BELOW: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
]

/** Languages that are offered beside those of the markets. */
const OFFERED = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'nb', 'sv', 'da', 'fi'] as const

/** The button that sends a form, and whatever went wrong above it. */
export function SendButton({
  label,
  loading,
  disabled,
}: {
  label: string
  loading: boolean
  disabled: boolean
}) {
  return (
    <div className="form__acts">
      <Button type="submit" loading={loading} disabled={disabled}>
        {label}
      </Button>
    </div>
  )
}
