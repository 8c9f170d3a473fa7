/** A dated setting: its name, how its stored value is read, and what holds before anything was set. */
export type SettingDefinition<T> = Readonly<{
  name: string
  /** A plain sentence for the settings page. */
  label: string
  /** How people type it; a setting without a kind is not shown. A whole number may be left empty where `fallback` is null. */
  kind?: 'whole_number' | 'yes_no' | 'text' | 'choice'
  /** The words that a choice is among; what they mean stands in the texts of the page. */
  choices?: readonly string[]
  /** The value of what JSON gave back, or undefined when it is none: a zod shape's `parse` will do. */
  read: (stored: unknown) => T | undefined
  fallback: T
}>
