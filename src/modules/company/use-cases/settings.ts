import type { Tx } from '#platform/postgres/database.ts'
import type { SettingDefinition } from '#platform/module/setting.ts'
import { addSetting, storedSetting, type SettingPlace } from '../store/settings.ts'

/** The value that holds at a place: the market's own before the company's, the latest day not after the asked one. */
export async function settingAt<T>(
  tx: Tx,
  definition: SettingDefinition<T>,
  place: SettingPlace,
): Promise<T> {
  const stored = await storedSetting(tx, definition.name, place)
  if (!stored) return definition.fallback
  const value = definition.read(stored.value)
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
