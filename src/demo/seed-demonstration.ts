import { createHash } from 'node:crypto'
import { beginCompany } from '#modules/company/api.ts'
import {
  accountByLogin,
  createDemonstrationAccount,
  hashPassword,
  replaceGrants,
} from '#modules/identity/api.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import type { Db } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { DEMONSTRATION_PASSWORD } from './sign-ins.ts'

export type SeedOptions = Readonly<{ people: number; months: number; seed: number; until: string }>

/** What a first start seeds; the date stands fixed, so that the same program seeds the same company. */
export const DEFAULT_SEED: SeedOptions = { people: 2000, months: 3, seed: 1, until: '2026-10-25' }

/**
 * Seeds the demonstration company into an empty installation: marked as demonstration, with a clock that can be
 * moved. The same options give the same company.
 */
export async function seedDemonstration(
  deps: { db: Db; say: (sentence: string) => void },
  options: SeedOptions,
): Promise<void> {
  deps.say('Seeding the demonstration company …')
  const passwordHash = await hashPassword(DEMONSTRATION_PASSWORD)
  const call = { actor: systemActor('seed'), useCase: 'demonstration.seed' }
  const seed = createHash('sha256').update(JSON.stringify(options)).digest()
  await transact(deps, call, async (tx) => {
    if (!(await beginInstallation(tx, { demonstration: true, seed }))) return
    const begun = await beginCompany(tx, {
      name: 'Fjord & Field (demonstration)',
      country: 'NO',
      currency: 'NOK',
      timeZone: 'Europe/Oslo',
      language: 'en',
    })
    if (!begun.ok) throw new Error(begun.refusal.code)
    const login = 'admin@demo.test'
    if (await accountByLogin(tx, { realm: 'staff', login })) return
    const accountId = await createDemonstrationAccount(tx, {
      realm: 'staff',
      login,
      name: 'Ingrid Solberg',
      personId: null,
      passwordHash,
    })
    await replaceGrants(tx, { accountId, grants: [{ role: 'administrator', marketId: null }] })
  })
}
