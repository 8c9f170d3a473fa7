import { accountByLogin } from '#modules/identity/api.ts'
import { carryClose } from '#modules/compensation/tasks/close.ts'
import { acceptClose } from '#modules/compensation/use-cases/accept-close.ts'
import { startClose } from '#modules/compensation/use-cases/start-close.ts'
import { runOfPeriod, type Run } from '#modules/compensation/store/runs.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { openDatabase, type Database, type Db } from '#platform/postgres/database.ts'
import { read, systemActor, type Actor } from '#platform/postgres/transact.ts'
import type { Period } from '#shared/period.ts'
import type { Result } from '#shared/refusal.ts'
import { asOwner } from './as-owner.ts'
import { DAY_MS, HOUR_MS } from './chance.ts'
import { mayPauseChecks } from './lighten.ts'
import { demonstrationStaff } from './sign-ins.ts'

type Deps = Readonly<{
  db: Db
  ownerUrl: string
  say: (sentence: string) => void
  setClock: (atMs: number) => Promise<void>
}>

const seeder = systemActor('seed')
/** A month is closed on its third day after, in the morning, and accepted by somebody else in the afternoon. */
const CLOSED_AFTER_MS = 2 * DAY_MS + 9 * HOUR_MS
const ACCEPTED_AFTER_MS = 2 * DAY_MS + 15 * HOUR_MS

/** Closes and accepts months as two administrators would, the oldest first; what is accepted already stays. */
export async function closeMonths(deps: Deps, months: readonly Period[]): Promise<void> {
  const { db, ownerUrl } = deps
  const onError = (error: Error): void => deps.say(`Trouble: ${error.message}`)
  // A cut waits for the positions of what was told before it.
  const sequencer = startSequencer({ onError }, ownerUrl)
  const unchecked = await openUnchecked({ ...deps, onError })
  try {
    for (const month of months) await closeMonth({ ...deps, unchecked: unchecked?.db ?? db }, month)
  } finally {
    await unchecked?.close()
    await sequencer.stop()
  }
}

/**
 * The owner's database with triggers and foreign keys unasked, or undefined where the owner may not switch them off. The steps of
 * a close write what they computed from checked rows; the auditor of the books looks at the whole afterwards.
 */
async function openUnchecked(
  deps: Deps & { onError: (error: Error) => void },
): Promise<Database | undefined> {
  if (!(await asOwner(deps, mayPauseChecks))) return undefined
  const url = new URL(deps.ownerUrl)
  url.searchParams.set('options', '-c session_replication_role=replica')
  return openDatabase(deps, { url: url.href, poolMax: 2, name: 'openfield-load' })
}

async function closeMonth(deps: Deps & { unchecked: Db }, month: Period): Promise<void> {
  const [closer, accepter] = await administrators(deps)
  const known = await read(deps, seeder, (tx) => runOfPeriod(tx, month.label))
  await deps.setClock(month.untilMs + CLOSED_AFTER_MS)
  const begun =
    (known?.state === 'failed' ? undefined : known) ??
    valueOf(await startClose(deps, { actor: closer, period: month.label }))
  if (begun.state === 'accepted') return
  const passed = stepTimes(deps, month)
  const carry = (run: Run) => carryClose({ db: deps.unchecked }, run.id, { passed })
  await carry(begun)
  const reviewed = await read(deps, seeder, (tx) => runOfPeriod(tx, month.label))
  await deps.setClock(month.untilMs + ACCEPTED_AFTER_MS)
  const results = reviewed?.results ?? ''
  await carry(valueOf(await acceptClose(deps, { actor: accepter, period: month.label, results })))
}

const STEPS: Partial<Record<Run['state'], string>> = {
  snapshot: 'frozen',
  running: 'computed',
  storing: 'stored',
  accepting: 'closed',
}

/** Says each finished step of a close with the seconds that it took. */
function stepTimes(deps: Deps, month: Period): (state: Run['state']) => void {
  let before = performance.now()
  return (state) => {
    const now = performance.now()
    const step = STEPS[state]
    if (step !== undefined) deps.say(`  ${month.label} ${step} (${((now - before) / 1000).toFixed(1)} s)`)
    before = now
  }
}

async function administrators(deps: Deps): Promise<[Actor, Actor]> {
  const logins = demonstrationStaff.filter((one) => one.role === 'administrator').map((one) => one.login)
  const found = await read(deps, seeder, async (tx) => {
    const accounts = []
    for (const login of logins) accounts.push(await accountByLogin(tx, { realm: 'staff', login }))
    return accounts
  })
  const [first, second] = found.flatMap((account): Actor[] =>
    account ? [{ realm: 'staff', accountId: account.id, personId: null, requestId: 'seed' }] : [],
  )
  if (!first || !second) throw new Error('the demonstration has no two administrators')
  return [first, second]
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`closing was refused: ${result.refusal.code}`)
  return result.value
}
