import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { mayServe, type Person } from '../domain/person.ts'
import { firstCompanyPosition, personByCode } from '../store/people.ts'

/** Who gets what comes to the shop through nobody: a number, or null for the company itself. */
export const housePosition: SettingDefinition<string | null> = {
  name: 'field.house_position',
  label:
    'Number of the position that gets orders of the shop without a distributor (empty: nobody gets them)',
  kind: 'text',
  read: (stored) =>
    stored === null || (typeof stored === 'string' && /^\d{2,19}$/.test(stored)) ? stored : undefined,
  fallback: null,
}

/** Who gets what comes to the shop of a market through nobody; undefined where the company itself does. */
export async function houseSeller(tx: Tx, marketId: bigint): Promise<Person | undefined> {
  const day = new Date(await companyNow(tx)).toISOString().slice(0, 10)
  const code = await settingAt(tx, housePosition, { marketId, day })
  const person = code === null ? undefined : await personByCode(tx, code)
  return person && mayServe(person) ? person : undefined
}

/** Who looks after a customer that came through nobody: as the setting says, else the company's own position. */
export async function houseServer(tx: Tx, marketId: bigint): Promise<Person | undefined> {
  return (await houseSeller(tx, marketId)) ?? firstCompanyPosition(tx)
}
