import { hold, type Hold } from './hold.ts'

/** A lock that stops the program at one place, and words of the statement that then waits for it. */
type Stop = Readonly<{
  statement: string
  /** What the statement is about: `$1`. */
  of?: 'run' | 'last paid'
  words: string
}>

/** A place in a close at which the program is killed. Each stop is taken while the program stands at the one before. */
export type Boundary = Readonly<{ name: string; stops: readonly Stop[] }>

/** What the stops of a boundary are about, asked for when they are needed. */
export type StopIds = Readonly<Record<'run' | 'last paid', () => Promise<bigint>>>

const beforeCut: Stop = {
  statement: 'LOCK TABLE orders.commission_cut IN SHARE MODE',
  words: 'cut_commission',
}
const beforeJournal: Stop = { statement: 'LOCK TABLE ledger.journal IN SHARE MODE', words: 'ledger.post' }
const atRun: Stop = {
  statement: 'SELECT FROM compensation.run WHERE id = $1 FOR SHARE',
  of: 'run',
  words: '',
}
const atStep = (step: string): Stop => ({
  // The row that the program is about to write: a second writer of the same key waits for the first.
  statement: `INSERT INTO compensation.run_step (run_id, step, started_at) VALUES ($1, '${step}', now())`,
  of: 'run',
  words: 'compensation.run_step',
})

/** From asking for the close up to its review. */
export const closeBoundaries: readonly Boundary[] = [
  { name: 'before the cut', stops: [beforeCut] },
  { name: 'with the snapshot made and not kept', stops: [beforeCut, atStep('snapshot')] },
  { name: 'before the run', stops: [beforeCut, atStep('run')] },
  {
    name: 'with the results made and not kept',
    stops: [beforeCut, atStep('run'), { ...atRun, words: 'update "compensation"."run"' }],
  },
  { name: 'with the results written and not kept', stops: [beforeCut, atStep('store')] },
]

/** From asking for the acceptance up to its end. */
export const acceptBoundaries: readonly Boundary[] = [
  { name: 'before the acceptance is kept', stops: [atStep('accept')] },
  { name: 'before the journal is opened', stops: [beforeJournal] },
  {
    name: 'with the first chunk made and not kept',
    stops: [
      beforeJournal,
      // What is written last in the transaction of a chunk.
      { statement: 'LOCK TABLE platform.audit IN SHARE MODE', words: 'insert into "platform"."audit"' },
    ],
  },
  {
    name: 'between the first chunk and the last',
    stops: [
      beforeJournal,
      {
        // The wallet that only the last chunk makes.
        statement: `INSERT INTO ledger.account (kind, legal_entity_id, person_id, currency)
          SELECT 'wallet', e.id, $1, e.currency FROM company.legal_entity e`,
        of: 'last paid',
        words: 'ledger.append',
      },
    ],
  },
  {
    name: 'with every chunk in and nothing posted',
    stops: [beforeJournal, { ...atRun, words: 'for update' }],
  },
  {
    name: 'with the journal posted and not kept',
    stops: [
      beforeJournal,
      {
        statement: `SELECT FROM compensation.run_step WHERE run_id = $1 AND step = 'accept' FOR UPDATE`,
        of: 'run',
        words: 'compensation.run_step',
      },
    ],
  },
]

/**
 * Lets the program go on to a boundary after `ask` has asked it to, and gives the hold at which it then stands. Release it
 * after the kill.
 */
export async function stopAt(
  to: Readonly<{ url: string; ids: StopIds; boundary: Boundary }>,
  ask: () => void,
): Promise<Hold> {
  const { url, ids, boundary } = to
  const holds: Hold[] = []
  try {
    for (const { statement, of, words } of boundary.stops) {
      holds.push(await hold(url, statement, of === undefined ? [] : [(await ids[of]()).toString()]))
      if (holds.length === 1) ask()
      await holds.at(-2)?.release()
      await holds.at(-1)?.reached(words)
    }
  } catch (error) {
    await Promise.all(holds.map((one) => one.release()))
    throw error
  }
  const last = holds.at(-1)
  if (!last) throw new Error('a boundary has no stop')
  return last
}
