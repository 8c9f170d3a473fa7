import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { CompanyTables } from './tables.ts'

/** Where and when a setting is asked for: the market's own value goes before the company's. */
export type SettingPlace = Readonly<{ marketId: bigint | null; day: string }>

/** The stored value that holds at the place, `{ value }`, or undefined when none was set yet. */
export async function storedSetting(
  tx: Tx,
  name: string,
  place: SettingPlace,
): Promise<{ value: unknown } | undefined> {
  return tx
    .$extendTables<CompanyTables>()
    .selectFrom('company.setting')
    .select('value')
    .where('name', '=', name)
    .where('valid_from', '<=', place.day)
    .where((where) =>
      where.or([
        where('market_id', 'is', null),
        ...(place.marketId === null ? [] : [where('market_id', '=', place.marketId)]),
      ]),
    )
    .orderBy('market_id', (order) => order.asc().nullsLast())
    .orderBy('valid_from', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

const storedByName = z.record(z.string(), z.unknown())

/** The stored values that hold at the place, by name; one that was never set is left out. */
export async function storedSettings(
  tx: Tx,
  names: readonly string[],
  place: SettingPlace,
): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await sql<{ held: unknown }>`
    SELECT company.settings_at(${names}::text[], ${place.marketId}::bigint, ${place.day}::date) AS held`.execute(
    tx,
  )
  return new Map(Object.entries(storedByName.parse(rows[0]?.held)))
}

/** Adds a value that holds from a day on. */
export async function addSetting(
  tx: Tx,
  setting: { name: string; marketId: bigint | null; validFrom: string; value: unknown },
): Promise<void> {
  await tx
    .$extendTables<CompanyTables>()
    .insertInto('company.setting')
    .values({
      name: setting.name,
      market_id: setting.marketId,
      valid_from: setting.validFrom,
      value: JSON.stringify(setting.value),
    })
    .execute()
}

export type StoredSetting = Readonly<{
  name: string
  marketId: bigint | null
  validFrom: string
  value: unknown
  recordedAt: Date
}>

/** Every value that settings of these names ever had: by name, the newest day first, and of a day the newest value. */
export async function listStoredSettings(tx: Tx, names: readonly string[]): Promise<StoredSetting[]> {
  if (names.length === 0) return []
  return tx
    .$extendTables<CompanyTables>()
    .selectFrom('company.setting')
    .select([
      'name',
      'market_id as marketId',
      'valid_from as validFrom',
      'value',
      'recorded_at as recordedAt',
    ])
    .where('name', 'in', [...names])
    .orderBy('name')
    .orderBy('valid_from', 'desc')
    .orderBy('id', 'desc')
    .execute()
}
