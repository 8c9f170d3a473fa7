import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { z } from 'zod'
import { call } from './live-load.ts'

/** The binary tree that is measured. */
export const LEGS = 'bench_legs'

/** Milliseconds of windows of one tree, through HTTP with session and visibility. */
export type TreeTimes = Readonly<{
  people: number
  /** From the first question until the tree is told; it is read first where it is not in memory. */
  first_ms: number
  /** Until ranks and volumes of then are told with it; null where they come with the tree. */
  figures_ms: number | null
  p50_ms: number
  p99_ms: number
}>

const ASKED = 300
const AGAIN_MS = 50
const WAIT_MOST_MS = 300_000

const windowShape = z.object({
  nodes: z.array(z.object({ people: z.number(), who: z.object({ person: z.string() }).nullable() })),
  figures: z.object({ state: z.string() }).nullable(),
  figuresPercent: z.number().nullable(),
})

/** The last moments of a day in the middle of the last accepted month, and of one in the month after it. */
export async function daysThen(client: Client): Promise<Readonly<{ accepted: string; open: string }>> {
  const { rows } = await client.query<{ accepted: string; open: string }>(
    `SELECT to_char(max(until_at) - interval '15 days', 'YYYY-MM-DD') AS accepted,
      to_char(max(until_at) + interval '5 days', 'YYYY-MM-DD') AS open
    FROM compensation.run WHERE state = 'accepted'`,
  )
  const [row] = rows
  if (!row) throw new Error('no month was accepted')
  return row
}

/** Who stands on top of the binary tree, by number. */
export async function topOfLegs(client: Client): Promise<string> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT p.code::text AS code FROM genealogy.v_current_link l JOIN field.v_person p ON p.id = l.person_id
    WHERE l.tree = $1 AND l.parent_id IS NULL`,
    [LEGS],
  )
  return rows[0]?.code ?? ''
}

/** Milliseconds of finding where ways lead for who stands on top of the binary tree, by the functions that placing uses. */
export type WayTimes = Readonly<{
  weaker_leg_ms: number
  /** Level by level, for who only looks, and for the first newcomer and the next one. */
  balanced_look_ms: number
  balanced_first_ms: number
  balanced_next_ms: number
}>

export async function askWays(client: Client): Promise<WayTimes> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT person_id AS id FROM genealogy.v_current_link WHERE tree = $1 AND parent_id IS NULL',
    [LEGS],
  )
  const timed = async (finding: string): Promise<number> => {
    const begun = performance.now()
    await client.query(`SELECT ${finding}`, [LEGS, rows[0]?.id])
    return tenths(performance.now() - begun)
  }
  await client.query('BEGIN')
  try {
    return {
      weaker_leg_ms: await timed('genealogy.weaker_side($1, $2)'),
      balanced_look_ms: await timed('genealogy.see_first_free($1, $2)'),
      balanced_first_ms: await timed('genealogy.first_free($1, $2)'),
      balanced_next_ms: await timed('genealogy.first_free($1, $2)'),
    }
  } finally {
    await client.query('ROLLBACK')
  }
}

/** Asks for windows of a tree: for the first one until it is there with all its figures, then for those of people all over it. */
export async function askTree(
  of: Readonly<{ address: string; cookie: string; top: string; query: string }>,
): Promise<TreeTimes> {
  const ask = async (root?: string) => {
    const path = `/people/${of.top}/team/window?nodes=80&columns=4${of.query}${root === undefined ? '' : `&root=${root}`}`
    const begun = performance.now()
    const { status, body } = await call(of.address, of.cookie, { method: 'GET', path })
    return { ms: performance.now() - begun, window: status === 200 ? windowShape.parse(body) : undefined }
  }
  const begun = performance.now()
  const until = async (isThere: (window: z.infer<typeof windowShape>) => boolean) => {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- asked again until it is there
      const { window } = await ask()
      if (window && isThere(window)) return { window, ms: Math.round(performance.now() - begun) }
      if (performance.now() - begun > WAIT_MOST_MS) throw new Error(`no tree came for ${of.query}`)
      // oxlint-disable-next-line no-await-in-loop -- as above
      await pause(AGAIN_MS)
    }
  }
  const first = await until(() => true)
  const isThen = of.query.includes('at=')
  const full = isThen ? await until(({ figures }) => figures !== null) : first
  const roots = peopleOf(full.window)
  const times: number[] = []
  for (let at = 0; at < ASKED; at++) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const { ms, window } = await ask(roots[at % roots.length])
    times.push(ms)
    if (window && roots.length < ASKED) roots.push(...peopleOf(window).slice(0, 5))
  }
  const sorted = Float64Array.from(times).sort()
  const part = (share: number) => tenths(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN)
  return {
    people: full.window.nodes[0]?.people ?? Number.NaN,
    first_ms: first.ms,
    figures_ms: isThen ? full.ms : null,
    p50_ms: part(0.5),
    p99_ms: part(0.99),
  }
}

/** Those of a window below whom somebody stands, the largest last. */
function peopleOf({ nodes }: z.infer<typeof windowShape>): string[] {
  return nodes
    .filter(({ people }) => people > 0)
    .toSorted((a, b) => a.people - b.people)
    .flatMap(({ who }) => who?.person ?? [])
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
