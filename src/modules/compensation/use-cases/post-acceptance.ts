import { listMarkets, type Market } from '#modules/company/api.ts'
import { lockOwners } from '#modules/field/api.ts'
import { appendEntries, postJournal, settleJournal, type EntryToPost } from '#modules/ledger/api.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { uuidOfText } from '#platform/text-files/canonical-hash.ts'
import type { Result } from '#shared/refusal.ts'
import { lettingOwe } from '../store/debtors.ts'
import { payAfter, type PersonPay } from '../store/earnings.ts'
import { PERIOD_ACCEPTED } from './adjustment-events.ts'
import { rightOwners, type Part } from './right-owners.ts'
import { tellRanks } from './tell-ranks.ts'
import { changeRun, runById, saveStep, type Run } from '../store/runs.ts'

/** People whose pay goes into the journal in one transaction. */
const PEOPLE_A_CHUNK = 2_000
/** What they are paid is asked for many chunks at once: the question may cost as much for one chunk as for all. */
const CHUNKS_A_QUESTION = 25

/**
 * Carries an acceptance into the books: a journal for each legal entity and currency, written in chunks while it is open, then
 * posted together with the run's last state in one transaction. A killed step is taken up again: chunks are numbered, so
 * nothing is paid twice. Company and wallets balance in every chunk. What went meanwhile to a wallet whose position ended or changed
 * hands is handed on in that last transaction, for whose length owners stay who they are.
 */
export async function postAcceptance(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const actor = systemActor(`close ${runId}`)
  const call = { actor, useCase: 'compensation.post_acceptance' }
  const { run, markets } = await read(deps, actor, async (tx) => ({
    run: await runById(tx, runId),
    markets: await listMarkets(tx),
  }))
  if (run.state !== 'accepting' || run.acceptedAtMs === null) return
  const written: Readonly<{ part: Part; journal: string }>[] = []
  for (const part of partsOf(run, markets)) {
    const journal = journalId(run, part)
    if (await writeJournal(deps, { run, part, id: journal, atMs: run.acceptedAtMs }))
      written.push({ part, journal })
  }
  await tellRanks(deps, run, run.acceptedAtMs)
  await transact(deps, call, async (tx, about) => {
    about('run', runId)
    const now = await runById(tx, runId, 'lock')
    if (now.state !== 'accepting') return
    await lockOwners(tx)
    for (const { part, journal } of written) {
      requireOk(await settleJournal(tx, { journal, outcome: 'posted' }))
      requireOk(await rightOwners(tx, { run: now, part, journal }))
    }
    await changeRun(tx, runId, { state: 'accepted' })
    await saveStep(tx, runId, 'accept', { progressPpm: 1_000_000, done: true })
    await appendEvent(tx, {
      topic: PERIOD_ACCEPTED,
      keyId: runId,
      payload: { runId, period: run.period },
    })
  })
}

function partsOf(run: Run, markets: readonly Market[]): Part[] {
  const entities = new Set(markets.map((market) => market.legalEntityId))
  return [...entities].flatMap((legalEntityId) => {
    const marketIds = markets
      .filter((market) => market.legalEntityId === legalEntityId)
      .map((market) => market.id)
    return currenciesOf(run).map((currency) => ({ legalEntityId, marketIds, currency }))
  })
}

/** Writes the chunks of a journal that stays open; false when nobody of the part is paid, and there is none. */
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
    const pay = await read(deps, call.actor, (tx) => payAfter(tx, asked))
    const last = pay.at(-1)
    if (!last) return chunk > 0
    for (let from = 0; from < pay.length; from += PEOPLE_A_CHUNK) {
      chunk += 1
      const entries = entriesOf(pay.slice(from, from + PEOPLE_A_CHUNK), part.currency)
      await transact(deps, call, async (tx) => {
        const { legalEntityId } = part
        await openJournal(tx, { id, legalEntityId, atMs, runId: run.id, period: run.period })
        await appendChunk(tx, { journal: id, chunk, entries })
      })
    }
    after = last.personId
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
 * Adds a numbered chunk; one that is in already is not added twice, also where owners were others when it was. Somebody whose
 * statement is negative beyond the wallet may owe from then on: the debt is in the books.
 */
async function appendChunk(tx: Tx, input: Parameters<typeof appendEntries>[1]): Promise<void> {
  const debited = input.entries.flatMap(({ minor, person }) =>
    minor < 0n && person !== undefined ? [person] : [],
  )
  const added = await lettingOwe(tx, debited, () => appendEntries(tx, input))
  if (added.ok || added.refusal.code !== 'ledger.id_conflict') requireOk(added)
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
