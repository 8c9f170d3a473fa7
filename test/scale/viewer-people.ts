import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { z } from 'zod'
import { outsideIdOf } from './genealogy-people.ts'
import { call } from './live-load.ts'

/** So long closed months are loaded after the start, for a million people. */
const SETTLE_MS = 60_000
const FIGURES_MOST_MS = 600_000

const windowShape = z.object({ nodes: z.array(z.object({ people: z.number() })) })
const listShape = z.object({ figures: z.unknown() })

/** The house position below which most stand, as the API knows it. */
export async function rootOfCompany(
  client: Client,
  program: Readonly<{ address: string; cookie: string }>,
): Promise<string> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT p.code::text AS code FROM genealogy.v_current_link link JOIN field.v_person p ON p.id = link.person_id
    WHERE link.tree = 'sponsor' AND link.parent_id IS NULL
    ORDER BY (SELECT count(*) FROM genealogy.v_current_link below
      WHERE below.tree = 'sponsor' AND below.parent_id = link.person_id) DESC LIMIT 1`,
  )
  const [row] = rows
  if (!row) throw new Error('nobody stands on top')
  return outsideIdOf(program, row.code)
}

/** How many people stand below the root of a window. */
export async function peopleBelow(address: string, cookie: string, path: string): Promise<number> {
  const { status, body } = await call(address, cookie, { method: 'GET', path: `${path}?nodes=20&columns=3` })
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
  return windowShape.parse(body).nodes[0]?.people ?? Number.NaN
}

/** Waits until ranks and volumes have come to the tree, and until the closed months beside it were loaded. */
export async function untilFigures(
  address: string,
  cookie: string,
  root: string,
  people: number,
): Promise<void> {
  const until = performance.now() + FIGURES_MOST_MS
  const path = `/people/${root}/team?rows=1`
  for (;;) {
    const { body } = await call(address, cookie, { method: 'GET', path })
    const told = listShape.safeParse(body)
    if (told.success && told.data.figures !== null) break
    if (performance.now() > until) throw new Error('no figures came')
    await pause(200)
  }
  await pause((SETTLE_MS * people) / 1_000_000)
}
