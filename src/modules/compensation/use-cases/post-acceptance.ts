import { listMarkets, type Market } from '#modules/company/api.ts'
import { appendEntries, postJournal, settleJournal, type EntryToPost } from '#modules/ledger/api.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { uuidOfText } from '#platform/text-files/canonical-hash.ts'
import type { Result } from '#shared/refusal.ts'
import { letOwe } from '../store/debtors.ts'
import { payAfter, type PersonPay } from '../store/earnings.ts'
import { holdWallets, ownerChanges } from '../store/paying.ts'
import { PERIOD_ACCEPTED } from './adjustment-events.ts'
import { tellRanks } from './tell-ranks.ts'
import { changeRun, runById, saveStep, type Run } from '../store/runs.ts'

/** People whose pay goes into the journal in one transaction. */
const PEOPLE_A_CHUNK = 2_000
/** What they are paid is asked for many chunks at once: the question may cost as much for one chunk as for all. */
const CHUNKS_A_QUESTION = 25

/**
 * Carries an acceptance into the books: a journal for each legal entity and currency, written in chunks while it is open, then
 * posted together with the run's last state in one transaction. A killed step is taken up again: chunks are numbered, so
 * nothing is paid twice. Company and wallets balance in every chunk.
 */
export async function postAcceptance(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const actor = systemActor(`close ${runId}`)
  const call = { actor, useCase: 'compensation.post_acceptance' }
  const { run, markets } = await read(deps, actor, async (tx) => ({
    run: await runById(tx, runId),
    markets: await listMarkets(tx),
  }))
  if (run.state !== 'accepting' || run.acceptedAtMs === null) return
  const written: string[] = []
  for (const part of partsOf(run, markets)) {
    const id = journalId(run, part)
    if (await writeJournal(deps, { run, part, id, atMs: run.acceptedAtMs })) written.push(id)
  }
  await tellRanks(deps, run, run.acceptedAtMs)
  await transact(deps, call, async (tx, about) => {
    about('run', runId)
    const now = await runById(tx, runId, 'lock')
    if (now.state !== 'accepting') return
    for (const id of written) requireOk(await settleJournal(tx, { journal: id, outcome: 'posted' }))
    await changeRun(tx, runId, { state: 'accepted' })
    await saveStep(tx, runId, 'accept', { progressPpm: 1_000_000, done: true })
    await appendEvent(tx, {
      topic: PERIOD_ACCEPTED,
      keyId: runId,
      payload: { runId, period: run.period },
    })
  })
}

/** What one journal covers: the people of a legal entity's markets, in one currency. */
type Part = Readonly<{ legalEntityId: bigint; marketIds: readonly bigint[]; currency: string }>

function partsOf(run: Run, markets: readonly Market[]): Part[] {
  const entities = new Set(markets.map((market) => market.legalEntityId))
  return [...entities].flatMap((legalEntityId) => {
    const marketIds = markets
      .filter((market) => market.legalEntityId === legalEntityId)
      .map((market) => market.id)
    return currenciesOf(run).map((currency) => ({ legalEntityId, marketIds, currency }))
  })
}

/**
 * Writes the chunks of a journal that stays open; false when nobody of the part is paid, and there is none. Where owners changed since
 * they were asked for, they are asked for again before anything more is paid.
 */
async function writeJournal(
  deps: Readonly<{ db: Db }>,
  { run, part, id, atMs }: Readonly<{ run: Run; part: Part; id: string; atMs: number }>,
): Promise<boolean> {
  const call = { actor: systemActor(`close ${run.id}`), useCase: 'compensation.post_acceptance' }
  let chunk = 0
  for (let after = 0n; ;) {
    const asked = {
      ...part,
      runId: run.id,
      untilMs: run.untilMs,
      after,
      limit: PEOPLE_A_CHUNK * CHUNKS_A_QUESTION,
    }
    const { changes, pay } = await read(deps, call.actor, async (tx) => ({
      changes: await ownerChanges(tx),
      pay: await payAfter(tx, asked),
    }))
    if (pay.length === 0) return chunk > 0
    for (let from = 0; from < pay.length; from += PEOPLE_A_CHUNK) {
      const paid = pay.slice(from, from + PEOPLE_A_CHUNK)
      const isPaid = await transact(deps, call, async (tx) => {
        await holdWallets(tx)
        if ((await ownerChanges(tx)) !== changes) return false
        const { legalEntityId } = part
        await openJournal(tx, { id, legalEntityId, atMs, runId: run.id, period: run.period })
        await appendChunk(tx, { journal: id, chunk: chunk + 1, entries: entriesOf(paid, part.currency) })
        return true
      })
      if (!isPaid) break
      chunk += 1
      after = paid.at(-1)?.personId ?? after
    }
  }
}

function currenciesOf(run: Run): string[] {
  return [...new Set((run.totals?.byBonus ?? []).map((one) => one.currency))].sort()
}

/** Opens the journal under its fixed id; opening it again changes nothing. */
async function openJournal(
  tx: Tx,
  of: Readonly<{ id: string; legalEntityId: bigint; atMs: number; runId: bigint; period: string }>,
): Promise<void> {
  const { id, legalEntityId, atMs, runId } = of
  const subject = { kind: 'run', id: runId, code: of.period }
  const code = 'compensation.accepted'
  requireOk(await postJournal(tx, { id, code, legalEntityId, atMs, subject, state: 'open', entries: [] }))
}

/**
 * Adds a numbered chunk; one that is in already is not added twice. Somebody whose statement is negative beyond the wallet
 * may owe from then on: the debt is in the books.
 */
async function appendChunk(tx: Tx, input: Parameters<typeof appendEntries>[1]): Promise<void> {
  const first = await appendEntries(tx, input)
  if (first.ok) return
  if (first.refusal.code !== 'ledger.balance_short') requireOk(first)
  await letOwe(
    tx,
    input.entries.flatMap((entry) => (entry.minor < 0n && entry.person !== undefined ? [entry.person] : [])),
  )
  requireOk(await appendEntries(tx, input))
}

function entriesOf(pay: readonly PersonPay[], currency: string): EntryToPost[] {
  const wallets = pay.map((one) => ({ account: 'wallet', person: one.ownerId, currency, minor: one.minor }))
  const sum = pay.reduce((total, one) => total + one.minor, 0n)
  return sum === 0n ? wallets : [...wallets, { account: 'commission_expense', currency, minor: -sum }]
}

/** The books refuse an acceptance only when something is broken: then the step stops and says so. */
function requireOk(answer: Result<unknown>): void {
  if (!answer.ok) throw new Error(`the ledger refused the acceptance: ${answer.refusal.code}`)
}

/** The journal's id follows from the run and its results, so that asking again is the same request. */
function journalId(run: Run, part: Part): string {
  return uuidOfText(`acceptance ${run.id} ${run.results ?? ''} ${part.legalEntityId} ${part.currency}`)
}
