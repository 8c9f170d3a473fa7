import type { Tx } from '#platform/postgres/database.ts'
import type { SettingDefinition } from '#platform/module/setting.ts'
import { addSetting, storedSetting, storedSettings, type SettingPlace } from '../store/settings.ts'

/** The value that holds at a place: the market's own before the company's, the latest day not after the asked one. */
export async function settingAt<T>(
  tx: Tx,
  definition: SettingDefinition<T>,
  place: SettingPlace,
): Promise<T> {
  const stored = await storedSetting(tx, definition.name, place)
  return stored ? readStored(definition, stored.value) : definition.fallback
}

/** The values that hold at a place, by one question: a reader of those settings that were named. See `settingAt`. */
export async function settingsAt(
  tx: Tx,
  definitions: readonly SettingDefinition<unknown>[],
  place: SettingPlace,
): Promise<<T>(definition: SettingDefinition<T>) => T> {
  const stored = await storedSettings(
    tx,
    definitions.map(({ name }) => name),
    place,
  )
  return (definition) => {
    if (!definitions.includes(definition)) throw new Error(`${definition.name} was not asked for`)
    return stored.has(definition.name)
      ? readStored(definition, stored.get(definition.name))
      : definition.fallback
  }
}

function readStored<T>(definition: SettingDefinition<T>, stored: unknown): T {
  const value = definition.read(stored)
  if (value === undefined) throw new Error(`the stored value of ${definition.name} cannot be read`)
  return value
}

/** Sets a value from a day on (`2026-10-01`), for one market or, with null, for the company. */
export async function changeSetting<T>(
  tx: Tx,
  definition: SettingDefinition<T>,
  input: { marketId: bigint | null; validFrom: string; value: T },
): Promise<void> {
  const { marketId, validFrom, value } = input
  if (definition.read(value) === undefined) throw new Error(`${definition.name} cannot take this value`)
  await addSetting(tx, { name: definition.name, marketId, validFrom, value })
}
