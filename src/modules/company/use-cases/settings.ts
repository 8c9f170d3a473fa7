import type { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { addSetting, storedSetting, type SettingPlace } from '../store/settings.ts'

/** A dated setting: its name, the shape of its value, and what holds before anything was set. */
export type SettingDefinition<T> = Readonly<{
  name: string
  /** A plain sentence for the settings page. */
  label: string
  shape: z.ZodType<T>
  fallback: T
}>

/** The value that holds at a place: the market's own before the company's, the latest day not after the asked one. */
export async function settingAt<T>(
  tx: Tx,
  definition: SettingDefinition<T>,
  place: SettingPlace,
): Promise<T> {
  const stored = await storedSetting(tx, definition.name, place)
  return stored ? definition.shape.parse(stored.value) : definition.fallback
}

/** Sets a value from a day on (`2026-10-01`), for one market or, with null, for the company. */
export async function changeSetting<T>(
  tx: Tx,
  definition: SettingDefinition<T>,
  input: { marketId: bigint | null; validFrom: string; value: T },
): Promise<void> {
  const value = definition.shape.parse(input.value)
  await addSetting(tx, { name: definition.name, marketId: input.marketId, validFrom: input.validFrom, value })
}
