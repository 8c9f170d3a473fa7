import { personJoined, standingChanged } from '#modules/field/api.ts'
import type { FeedEvent } from '#platform/columns/feed.ts'
import type { ImageTree } from '#platform/columns/image.ts'
import { SPONSOR_TREE, type Tree } from '../domain/tree.ts'
import { personPlaced, teamMoved } from './events.ts'
import { KINDS, STATUSES } from './team-columns.ts'

export const JOINED = 'field.person_joined'
export const CHANGED = 'field.standing_changed'
export const PLACED = 'genealogy.placed'
export const MOVED = 'genealogy.moved'

/** A tree as images read it, with the people who stand in it. */
export type PeopledTree = ImageTree &
  Readonly<{
    tree: Tree
    /** Whether people who have no place of it may be given one while it is followed. */
    isFilled: boolean
    /** Of everybody: id, code, kind, status, market and since when somebody is there, as small numbers and epoch milliseconds. */
    people: string
    /** Of those who stand at a place under somebody: id and place. */
    sides: string
  }>

const CODE = /^[a-z][a-z0-9_]{0,29}$/

/** A code as it stands in a query; there are no others. */
function quoted(tree: Tree): string {
  if (!CODE.test(tree)) throw new Error(`${tree} is no code of a tree`)
  return `'${tree}'`
}

const listed = (words: readonly string[]): string => `ARRAY[${words.map((word) => `'${word}'`).join(', ')}]`
const peopleOf = (of: string, standing: { kind: string; status: string }): string =>
  `SELECT p.id, p.code::bigint, array_position(${listed(KINDS)}, ${standing.kind}) - 1,
  array_position(${listed(STATUSES)}, ${standing.status}) - 1, p.market_id, (extract(epoch FROM p.joined_at) * 1000)::bigint
  FROM field.v_person p ${of}`

/** A tree as it stands now. */
export function treeNow(tree: Tree): PeopledTree {
  const code = quoted(tree)
  return {
    tree,
    isFilled: tree !== SPONSOR_TREE,
    query: `SELECT person_id, parent_id FROM genealogy.v_current_link WHERE tree = ${code}`,
    people: peopleOf('', { kind: 'p.kind', status: 'p.status' }),
    sides: `SELECT person_id, side FROM genealogy.v_current_link WHERE tree = ${code} AND side IS NOT NULL`,
    topics: [tree === SPONSOR_TREE ? JOINED : PLACED, MOVED],
    newcomer: (event) => {
      if (tree === SPONSOR_TREE) return event.topic === JOINED ? joinedUnder(event) : undefined
      return event.topic === PLACED ? placedUnder(event, tree) : undefined
    },
    reshapes: (event) => event.topic === MOVED && teamMoved.parse(event.payload).tree === tree,
  }
}

/**
 * A tree as of an instant, with all that is known. Whoever stood under somebody who came later stands at the top. What comes to be
 * known of the time before the instant gives it another shape.
 */
export function treeThen(tree: Tree, atMs: number): PeopledTree {
  const at = `timestamptz '${new Date(atMs).toISOString()}'`
  const holds = (of: string): string =>
    `${of}.valid_from <= ${at} AND (${of}.valid_until IS NULL OR ${of}.valid_until > ${at})`
  const links = `genealogy.v_link l WHERE l.tree = ${quoted(tree)} AND ${holds('l')}`
  return {
    tree,
    isFilled: false,
    query: `WITH stood AS MATERIALIZED (SELECT l.person_id, l.parent_id FROM ${links})
      SELECT t.person_id, above.person_id FROM stood t LEFT JOIN stood above ON above.person_id = t.parent_id`,
    // Who was not known then counts with nobody.
    people: peopleOf(`LEFT JOIN field.v_standing s ON s.person_id = p.id AND ${holds('s')}`, {
      kind: `coalesce(s.kind, 'retail')`,
      status: `coalesce(s.status, 'inactive')`,
    }),
    sides: `SELECT l.person_id, l.side FROM ${links} AND l.side IS NOT NULL`,
    topics: [JOINED, CHANGED, PLACED, MOVED],
    newcomer: () => undefined,
    reshapes: (event) => heldFrom(event, tree) <= atMs,
  }
}

function joinedUnder(event: FeedEvent): ReturnType<ImageTree['newcomer']> {
  const { personId, sponsorId } = personJoined.parse(event.payload)
  return { id: Number(personId), parentId: sponsorId === null ? undefined : Number(sponsorId) }
}

function placedUnder(event: FeedEvent, tree: Tree): ReturnType<ImageTree['newcomer']> {
  const placed = personPlaced.parse(event.payload)
  if (placed.tree !== tree) return undefined
  const { personId, parentId } = placed
  return { id: Number(personId), parentId: parentId === null ? undefined : Number(parentId) }
}

/** From when on what an event tells changes a tree; never where it tells of another one. */
function heldFrom({ topic, payload }: FeedEvent, tree: Tree): number {
  if (topic === JOINED) return personJoined.parse(payload).joinedAtMs
  if (topic === CHANGED) return standingChanged.parse(payload).atMs
  const [of, fromMs] = topic === PLACED ? placeHeldFrom(payload) : moveHeldFrom(payload)
  return of === tree ? fromMs : Number.POSITIVE_INFINITY
}

function placeHeldFrom(payload: unknown): readonly [Tree, number] {
  const { tree, atMs } = personPlaced.parse(payload)
  return [tree, atMs]
}

function moveHeldFrom(payload: unknown): readonly [Tree, number] {
  const { tree, fromMs } = teamMoved.parse(payload)
  return [tree, fromMs]
}
