import { peopleByIds, visibleNames } from '#modules/field/api.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { NEW_DAYS } from '../domain/team.ts'
import type { TeamDeps } from './team-deps.ts'
import type { WindowAnswer } from './team-window.ts'

const DAY_MS = 86_400_000

export type TreeWindow = NonNullable<WindowAnswer>

/** How a window is to be shown: to whom, and of which day. */
export type WindowView = Readonly<{
  /** A distributor sees the first level by name and volume; staff whatever the database gives them. */
  sees: 'first_level' | 'everything'
  /** When it was; then there are no ranks and volumes, as those are of the open month. */
  atMs?: number
  /** Those of the window who may be shown; everybody where it is left out. */
  mayShow?: ReadonlySet<bigint>
  sinceSeq?: bigint | undefined
}>

/** Joins a window with what lies in tables; the database itself gives only the names that may be seen. */
export async function showTreeWindow(deps: TeamDeps, actor: Actor, window: TreeWindow, view: WindowView) {
  const mayShow = (id: bigint): boolean => view.mayShow?.has(id) ?? true
  const ids = window.nodes.map(({ id }) => BigInt(id)).filter(mayShow)
  const named = [...ids, ...window.above.map(BigInt)]
  const { people, names } = await read(deps, actor, async (tx) => ({
    people: await peopleByIds(tx, named),
    names: await visibleNames(tx, named),
  }))
  const figures =
    view.atMs === undefined
      ? await deps.teamFigures?.({ personIds: ids, sinceSeq: view.sinceSeq })
      : undefined
  const newSince = (view.atMs ?? deps.clock.now()) - NEW_DAYS * DAY_MS
  const whoOf = ({ id, kind, status, isLapsing }: TreeWindow['nodes'][number], level: number) => {
    const personId = BigInt(id)
    const person = people.get(personId)
    if (!person || !mayShow(personId)) return null
    const known = figures?.get(personId)
    const isNear = view.sees === 'everything' || level <= 1
    const joinedAt = person.joinedAt.getTime()
    return {
      person: deps.ids.close('per', personId),
      code: person.code,
      name: isNear ? (names.get(personId) ?? null) : null,
      kind,
      status,
      joinedAt,
      isNew: joinedAt >= newSince,
      isLapsing,
      rank: known?.rank ?? null,
      ownVolume: isNear ? (known?.ownVolume ?? null) : null,
      branchVolume: isNear ? (known?.branchVolume ?? null) : null,
    }
  }
  return {
    ...window,
    root: deps.ids.close('per', BigInt(window.root)),
    above: window.above.flatMap((id) => {
      const person = people.get(BigInt(id))
      if (!person || !mayShow(person.id)) return []
      return [
        {
          person: deps.ids.close('per', person.id),
          code: person.code,
          name: names.get(person.id) ?? null,
        },
      ]
    }),
    nodes: window.nodes.map((node) => {
      const { x, y, side, parent, directs, people: below, active, shown, rest } = node
      const level = window.levelsAbove + y
      const drawn = { x, y, side, parent: parent < 0 ? null : parent, shown, rest }
      return { who: whoOf(node, level), level, directs, people: below, active, ...drawn }
    }),
  }
}
