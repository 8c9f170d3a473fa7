import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { SettingDefinition } from '#platform/module/setting.ts'
import * as contract from '../contract.ts'
import { listSettings } from '../use-cases/list-settings.ts'
import { setSetting } from '../use-cases/set-setting.ts'
import { ok } from '#shared/refusal.ts'

/** The settings that all modules declare come from the composition root. */
export type SettingDeps = PlatformDeps & Readonly<{ settings: readonly SettingDefinition<unknown>[] }>

const settings = route({
  endpoint: contract.listSettings,
  realms: ['staff'],
  right: 'company.read',
  idempotency: 'safe',
  summary: 'What the company may set, with the values that hold and every one that ever did.',
  handler: async (deps: SettingDeps, call) => ok({ settings: await listSettings(deps, call.actor) }),
})

const change = route({
  endpoint: contract.changeSetting,
  realms: ['staff'],
  right: 'company.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Sets a value from a day on, for the company or for one market.',
  handler: async (deps: SettingDeps, call) =>
    setSetting(deps, { actor: call.actor, name: call.params.name, ...call.body }),
})

export const settingRoutes = [settings, change]
