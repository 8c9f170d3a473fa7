import { createHash } from 'node:crypto'
import { z } from 'zod'
import { changeSetting, listMarkets, settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { sellerAddress } from '#modules/billing/use-cases/billing-settings.ts'
import { hashPassword } from '#modules/identity/api.ts'
import { beginInstallation, findInstallation } from '#platform/clock/installation.ts'
import { StartError } from '#platform/config/start-error.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { addDemoParties } from './demo-parties.ts'
import { addDemoPromotions } from './demo-promotions.ts'
import { addDemoStock } from './demo-stock.ts'
import { beginDemonstration } from './begin-demonstration.ts'
import { closeMonths } from './close-months.ts'
import { loadField } from './load-field.ts'
import { DAY_OF_RULES, noonOf, type SeedOptions } from './seed-options.ts'
import { DEMONSTRATION_PASSWORD } from './sign-ins.ts'
import { clockSetter } from './set-clock.ts'

export type SeedDeps = Readonly<{
  db: Db
  /** The owner's address: rows are copied in as the owner. */
  ownerUrl: string | undefined
  say: (sentence: string) => void
  /** From how many people on the tables are filled as a large company's are. */
  largeFrom?: number | undefined
}>

/** What a first start seeds; the date stands fixed, so that the same program seeds the same company. */
export const DEFAULT_SEED: SeedOptions = { people: 2000, months: 3, seed: 1, until: '2026-10-25' }

const optionsShape = z.object({
  people: z.int().min(40).max(5_000_000),
  months: z.int().min(1).max(24),
  seed: z.int().min(0).max(2_000_000_000),
  until: z.iso.date(),
})

/** What is being seeded, kept so that a seeding that was killed goes on with the same. */
const seeding: SettingDefinition<SeedOptions | null> = {
  name: 'demonstration.seed',
  label: 'What the demonstration was seeded from',
  read: (stored) => optionsShape.safeParse(stored).data,
  fallback: null,
}

const FOUNDED_BEFORE_MS = 1100 * 86_400_000
const call = { actor: systemActor('seed'), useCase: 'demonstration.seed' }

/**
 * Seeds the demonstration company into an empty installation: marked as demonstration, with a clock that stands at about
 * noon of the last day. The same options give the same company. A seeding that was killed is taken up by the next one. Throws
 * StartError for options out of range, a database that has a company, and an address that is not the owner's.
 */
export async function seedDemonstration(deps: SeedDeps, wanted: SeedOptions): Promise<void> {
  const parsed = optionsShape.safeParse(wanted)
  if (!parsed.success)
    throw new StartError(`The demonstration cannot be seeded so: ${z.prettifyError(parsed.error)}`)
  const { ownerUrl } = deps
  if (ownerUrl === undefined)
    throw new StartError(
      'The demonstration is seeded by the owner of the database. Give the owner in DATABASE_URL.',
    )
  const setClock = clockSetter(deps, ownerUrl)
  deps.say('Seeding the demonstration company …')
  const options = await beginOrGoOn(deps, setClock, parsed.data)
  const months = await loadField({ ...deps, ownerUrl }, options)
  await closeMonths({ ...deps, ownerUrl, setClock }, months.slice(0, -1))
  await setClock(noonOf(options.until))
  const seed = createHash('sha256').update(JSON.stringify(options)).digest()
  await transact(deps, call, async (tx) => {
    await addDemoPromotions(tx)
    await addDemoStock(tx)
    const said = { marketId: null, validFrom: DAY_OF_RULES }
    await changeSetting(tx, sellerAddress, { ...said, value: 'Example Street 1, Dublin, Ireland' })
    await beginInstallation(tx, { demonstration: true, seed })
    await addDemoParties(deps.db, tx, options.until)
  })
}

async function beginOrGoOn(
  deps: SeedDeps,
  setClock: (atMs: number) => Promise<void>,
  wanted: SeedOptions,
): Promise<SeedOptions> {
  const known = await read(deps, call.actor, async (tx) => ({
    installation: await findInstallation(tx),
    begun: (await listMarkets(tx)).length > 0,
    options: await settingAt(tx, seeding, { marketId: null, day: DAY_OF_RULES }),
  }))
  if (known.installation || (known.begun && known.options === null))
    throw new StartError('There is a company in this database already; the demonstration needs an empty one.')
  if (known.options !== null) {
    deps.say('Going on with a seeding that did not come to its end.')
    return known.options
  }
  const foundedAtMs = noonOf(wanted.until) - FOUNDED_BEFORE_MS
  await setClock(foundedAtMs)
  const passwordHash = await hashPassword(DEMONSTRATION_PASSWORD)
  await transact(deps, call, async (tx) => {
    await beginDemonstration(tx, { passwordHash, foundedAtMs })
    await changeSetting(tx, seeding, { marketId: null, validFrom: DAY_OF_RULES, value: wanted })
  })
  return wanted
}
