import type { SettingDefinition } from '#platform/module/setting.ts'
import type { Clock } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { marketByCode } from '../store/markets.ts'
import type { SettingValue } from './list-settings.ts'
import { changeSetting } from './settings.ts'

/**
 * Sets a value of a declared setting from a day on, today when none is said, for one market or the whole company. Refused as
 * `company.setting.not_found`, `company.setting_value` or `company.market_unknown`.
 */
export async function setSetting(
  deps: Readonly<{ db: Db; clock: Clock; settings: readonly SettingDefinition<unknown>[] }>,
  input: Readonly<{
    actor: Actor
    name: string
    market: string | null
    validFrom?: string | undefined
    value: SettingValue
  }>,
): Promise<Result<undefined>> {
  const { actor, name, market: code, value } = input
  const definition = deps.settings.find((one) => one.name === name && one.kind !== undefined)
  if (!definition) return refuse('company.setting.not_found', { name }, 'name')
  if (definition.read(value) === undefined) return refuse('company.setting_value', {}, 'value')
  return transact(deps, { actor, useCase: 'company.set_setting' }, async (tx, about) => {
    const market = code === null ? undefined : await marketByCode(tx, code)
    if (code !== null && !market) return refuse('company.market_unknown', { code }, 'market')
    if (market) about('market', market.id)
    const validFrom = input.validFrom ?? dayText(deps.clock.now(), 'UTC')
    await changeSetting(tx, definition, { marketId: market?.id ?? null, validFrom, value })
    return ok(undefined)
  })
}
