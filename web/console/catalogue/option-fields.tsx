import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeFor, type Option } from './variants.ts'

type Named = Option['values'][number]

/** What can be chosen of a product: options with their values, each named in the chosen language. */
export function OptionFields({
  options,
  language,
  isUsed,
  onChange,
}: {
  options: readonly Option[]
  language: string
  /** Whether a variant has this value, or, without one, whether there are variants at all. */
  isUsed: (option: string, value?: string) => boolean
  onChange: (options: readonly Option[]) => void
}) {
  const { t } = useTranslation()
  const set = (code: string, next: Option | undefined): void =>
    onChange(options.flatMap((one) => (one.code === code ? (next ?? []) : one)))
  return (
    <div className="stack stack--tight">
      {options.map((option) => (
        <OneOption
          key={option.code}
          option={option}
          language={language}
          isUsed={(value) => isUsed(option.code, value)}
          onChange={(next) => set(option.code, next)}
        />
      ))}
      {isUsed('') || options.length >= OPTIONS_MAX ? null : (
        <AddName
          label={t('variants.addOption')}
          onAdd={(name) => {
            const code = codeFor(
              name,
              options.map((one) => one.code),
            )
            onChange([...options, { code, texts: { [language]: { name } }, values: [] }])
          }}
        />
      )}
    </div>
  )
}

const OPTIONS_MAX = 4

function OneOption({
  option,
  language,
  isUsed,
  onChange,
}: {
  option: Option
  language: string
  isUsed: (value?: string) => boolean
  onChange: (option: Option | undefined) => void
}) {
  const { t } = useTranslation()
  const { values } = option
  const name = nameIn(option, language)
  const setValue = (code: string, next: Named | undefined): void =>
    onChange({ ...option, values: values.flatMap((one) => (one.code === code ? (next ?? []) : one)) })
  return (
    <fieldset className="option-fields">
      <legend className="only-spoken">{name}</legend>
      <NameField
        label={t('variants.option')}
        named={option}
        language={language}
        onChange={(texts) => onChange({ ...option, texts })}
        onOut={isUsed() ? undefined : () => onChange(undefined)}
      />
      <div className="option-fields__values">
        {values.map((value) => (
          <NameField
            key={value.code}
            label={t('variants.value')}
            named={value}
            language={language}
            onChange={(texts) => setValue(value.code, { ...value, texts })}
            onOut={isUsed(value.code) ? undefined : () => setValue(value.code, undefined)}
          />
        ))}
        <AddName
          label={t('variants.addValue', { name })}
          placeholder={t('variants.newValue')}
          onAdd={(text) => {
            const code = codeFor(
              text,
              values.map((one) => one.code),
            )
            onChange({ ...option, values: [...values, { code, texts: { [language]: { name: text } } }] })
          }}
        />
      </div>
    </fieldset>
  )
}

function nameIn(named: Pick<Named, 'texts' | 'code'>, language: string): string {
  return (named.texts[language] ?? Object.values(named.texts)[0])?.name ?? named.code
}

function NameField({
  label,
  named,
  language,
  onChange,
  onOut,
}: {
  label: string
  named: Pick<Named, 'texts' | 'code'>
  language: string
  onChange: (texts: Named['texts']) => void
  /** Undefined where it cannot go. */
  onOut: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const text = named.texts[language]?.name ?? ''
  return (
    <TextInput
      size="xs"
      aria-label={`${label} ${named.code}`}
      value={text}
      placeholder={nameIn(named, language)}
      maxLength={100}
      onChange={(event) => {
        const { [language]: _before, ...others } = named.texts
        const name = event.currentTarget.value
        onChange(name === '' ? others : { ...others, [language]: { name } })
      }}
      error={Object.keys(named.texts).length === 0 ? t('kit.form.required') : undefined}
      rightSection={
        onOut ? (
          <ActionIcon
            size={24}
            variant="subtle"
            color="gray"
            aria-label={t('variants.out', { name: nameIn(named, language) })}
            onClick={onOut}
          >
            <IconX size={14} />
          </ActionIcon>
        ) : undefined
      }
    />
  )
}

/** A name that is added by a press or by Enter. */
function AddName({
  label,
  placeholder = label,
  onAdd,
}: {
  label: string
  /** Where the label is too long for the field. */
  placeholder?: string
  onAdd: (name: string) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const add = (): void => {
    const name = typed.trim()
    if (name !== '') onAdd(name)
    setTyped('')
  }
  return (
    <span className="option-fields__add">
      <TextInput
        size="xs"
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        maxLength={100}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
      />
      <Button
        size="xs"
        variant="default"
        aria-label={`${t('variants.add')}: ${label}`}
        disabled={typed.trim() === ''}
        onClick={add}
      >
        <IconPlus size={14} aria-hidden />
      </Button>
    </span>
  )
}
