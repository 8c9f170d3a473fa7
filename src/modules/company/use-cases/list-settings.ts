import type { SettingDefinition } from '#platform/module/setting.ts'
import type { Clock } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { dayText } from '#shared/time.ts'
import { listMarkets } from '../store/markets.ts'
import { listStoredSettings } from '../store/settings.ts'

/** What a setting may be as people type it. */
export type SettingValue = string | number | boolean | null

export type ShownSetting = Readonly<{
  name: string
  label: string
  kind: 'whole_number' | 'yes_no' | 'text' | 'choice'
  /** What a choice is among. */
  choices: string[]
  /** Whether it may be left empty, which switches it off. */
  optional: boolean
  /** What holds today for the company. */
  value: SettingValue
  /** Every value that was set, of the company (null) or a market: the newest day first. */
  history: { market: string | null; validFrom: string; value: SettingValue; setAt: number }[]
}>

/** The settings of all modules that people change, in the order in which modules declare them. */
export async function listSettings(
  deps: Readonly<{ db: Db; clock: Clock; settings: readonly SettingDefinition<unknown>[] }>,
  actor: Actor,
): Promise<ShownSetting[]> {
  const today = dayText(deps.clock.now(), 'UTC')
  return read(deps, actor, async (tx) => {
    const codes = new Map((await listMarkets(tx)).map((market) => [market.id, market.code] as const))
    const stored = await listStoredSettings(
      tx,
      deps.settings.map(({ name }) => name),
    )
    return deps.settings.flatMap(({ name, label, kind, choices = [], fallback }) => {
      if (kind === undefined) return []
      const own = stored.filter((one) => one.name === name)
      const holds = own.find((one) => one.marketId === null && one.validFrom <= today)
      return [
        {
          name,
          label,
          kind,
          choices: [...choices],
          optional: fallback === null,
          value: valueOf(holds ? holds.value : fallback),
          history: own.map(({ marketId, validFrom, value, recordedAt }) => ({
            market: marketId === null ? null : (codes.get(marketId) ?? ''),
            validFrom,
            value: valueOf(value),
            setAt: recordedAt.getTime(),
          })),
        },
      ]
    })
  })
}

function valueOf(value: unknown): SettingValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
