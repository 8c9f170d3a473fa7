import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/postgres/database.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import type { Program } from '#test/support/program.ts'
import { acceptBoundaries, closeBoundaries, stopAt, type Boundary } from './boundaries.ts'
import {
  copyFolder,
  databaseIsBack,
  killDatabase,
  killProgram,
  openAsOwner,
  ownerUrl,
  runToEnd,
  seedFolder,
  startOn,
  stopProgram,
  type CompanyFolder,
} from './company-folder.ts'
import { bookProblems, feedProblems } from './intake-proof.ts'
import { closedFacts, lastPaid, payProblems, runNow, type ClosedFacts } from './pay-proof.ts'
import { signIn } from './sign-in.ts'

/** So many that the journal of acceptance is written in more than one chunk. */
const PEOPLE = 14_000
const PERIOD = '2026-10'
const DONE = { stepMs: 50, mostMs: 120_000 }
const VICTIMS = ['program', 'database'] as const

/** A month that has ended, and the same with its close in review. */
let ended: CompanyFolder
let inReview: CompanyFolder
let undisturbed: ClosedFacts

beforeAll(async () => {
  ended = await seedFolder(PEOPLE)
  await runToEnd(ended, ['clock', 'next-month'])
  inReview = await copyFolder(ended)
  await visit(inReview, async (place) => {
    await place.close()
    await place.comesTo('review')
  })
  const calm = await copyFolder(inReview)
  undisturbed = await visit(calm, async (place) => {
    await place.accept()
    await place.comesTo('accepted')
    return closedFacts(place.db)
  })
  await calm.remove()
})
afterAll(async () => {
  await ended.remove()
  await inReview.remove()
})

const casesOf = (boundaries: readonly Boundary[]) =>
  boundaries.flatMap((boundary) => VICTIMS.map((victim) => ({ victim, boundary, name: boundary.name })))

test('undisturbed, the acceptance posts one journal in several chunks', () => {
  expect(undisturbed).toMatchObject({ state: 'accepted', journals: [{ state: 'posted' }] })
  expect(undisturbed.journals[0]?.chunks).toBeGreaterThan(1n)
})

test.for(casesOf(closeBoundaries))('a close: the $victim is killed $name', async ({ victim, boundary }) => {
  const after = await disturbed(ended, async (place) => {
    await place.killAt(boundary, victim, () => place.close())
    await place.comesTo('review')
    await place.accept()
  })
  expect(after).toEqual({ facts: undisturbed, problems: [] })
})

test.for(casesOf(acceptBoundaries))(
  'an acceptance: the $victim is killed $name',
  async ({ victim, boundary }) => {
    const after = await disturbed(inReview, async (place) => {
      await place.killAt(boundary, victim, () => place.accept())
      // Whoever got no answer asks again; what was accepted already stays.
      await place.accept()
    })
    expect(after).toEqual({ facts: undisturbed, problems: [] })
  },
)

test.for(VICTIMS)('an acceptance: the %s is killed once everything is accepted', async (victim) => {
  const after = await disturbed(inReview, async (place) => {
    await place.accept()
    await place.comesTo('accepted')
    await place.kill(victim)
  })
  expect(after).toEqual({ facts: undisturbed, problems: [] })
})

/** What a copy of the folder ends as after a disturbance, and everything that is wrong in it. */
async function disturbed(
  from: CompanyFolder,
  disturb: (place: Place) => Promise<void>,
): Promise<{ facts: ClosedFacts; problems: string[] }> {
  const folder = await copyFolder(from)
  try {
    return await visit(folder, async (place) => {
      await disturb(place)
      await place.comesTo('accepted')
      const facts = await closedFacts(place.db)
      const wrong = [await payProblems(place.db), await bookProblems(place.db), await feedProblems(place.db)]
      return { facts, problems: wrong.flat() }
    })
  } finally {
    await folder.remove()
  }
}

type Victim = (typeof VICTIMS)[number]

/** A running company that is being closed. */
type Place = Readonly<{
  db: Db
  /** Asks until it is answered: the one who does not know whether it was heard asks again. */
  close: () => Promise<void>
  accept: () => Promise<void>
  comesTo: (state: string) => Promise<void>
  kill: (victim: Victim) => Promise<void>
  killAt: (boundary: Boundary, victim: Victim, ask: () => Promise<void>) => Promise<void>
}>

async function visit<T>(folder: CompanyFolder, work: (place: Place) => Promise<T>): Promise<T> {
  let program: Program = await startOn(folder)
  const owner = await openAsOwner(folder, () => undefined)
  const cookies = {
    closer: await signIn(program.address, { realm: 'staff', login: 'admin@demo.test' }),
    accepter: await signIn(program.address, { realm: 'staff', login: 'second@demo.test' }),
  }
  const askUntilAnswered = async (
    who: keyof typeof cookies,
    verb: string,
    body: () => Promise<object | undefined>,
  ) => {
    const ask = async (): Promise<boolean> => {
      const known = await body()
      return (
        known !== undefined &&
        answered(await post(program, `/pay/periods/${PERIOD}/${verb}`, cookies[who], known))
      )
    }
    if (!(await waitUntil(ask, DONE))) throw new Error(`nobody answered to ${verb}:\n${program.said()}`)
  }
  const kill = async (victim: Victim): Promise<void> => {
    if (victim === 'database') await databaseIsBack(folder, await killDatabase(folder), program.said)
    else {
      await killProgram(program)
      program = await startOn(folder)
    }
  }
  const place: Place = {
    db: owner.db,
    close: () => askUntilAnswered('closer', 'close', async () => ({})),
    accept: () =>
      askUntilAnswered('accepter', 'accept', async () => {
        // While the database is away nobody can look at the results, and so nobody accepts them.
        const results = (await runNow(owner.db))?.results
        return results === undefined || results === null ? undefined : { results }
      }),
    comesTo: async (state) => {
      const isThere = async (): Promise<boolean> => (await runNow(owner.db))?.state === state
      if (!(await waitUntil(isThere, DONE)))
        throw new Error(`the close does not come to ${state}:\n${program.said()}`)
    },
    kill,
    killAt: async (boundary, victim, ask) => {
      let asking: Promise<void> | undefined
      const url = await ownerUrl(folder)
      const ids = {
        run: async () => (await runNow(owner.db))?.id ?? 0n,
        'last paid': () => lastPaid(owner.db),
      }
      const held = await stopAt({ url, ids, boundary }, () => {
        asking = ask()
        // Heard of below, after the kill.
        asking.catch(() => undefined)
      })
      if (victim === 'database') await kill(victim)
      else await killProgram(program)
      await held.release()
      if (victim === 'program') program = await startOn(folder)
      await asking
    },
  }
  try {
    return await work(place)
  } finally {
    await owner.close()
    await stopProgram(program)
  }
}

async function post(program: Program, path: string, cookie: string, body: object) {
  return fetch(`${program.address}/api/v1${path}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  }).then(
    async (reply) => ({ status: reply.status, text: await reply.text() }),
    () => undefined,
  )
}

/** A failing program, or none, is asked again; a close that is there already was heard the first time. */
function answered(reply: { status: number; text: string } | undefined): boolean {
  if (reply === undefined || reply.status >= 500) return false
  if (reply.status < 300 || reply.text.includes('pay.close_conflict')) return true
  throw new Error(`answered with ${reply.status}: ${reply.text}`)
}
