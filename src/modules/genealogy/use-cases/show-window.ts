import { peopleByIds, visibleNames } from '#modules/field/api.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { NEW_DAYS } from '../domain/team.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { treeCodes } from '../store/merges.ts'
import type { PersonFigures, TeamDeps } from './team-deps.ts'
import type { WindowAnswer } from './team-window.ts'

const DAY_MS = 86_400_000

export type TreeWindow = NonNullable<WindowAnswer>

/** How a window is to be shown: to whom, and of which day. */
export type WindowView = Readonly<{
  /** A distributor sees the first level by name and volume; staff whatever the database gives them. */
  sees: 'first_level' | 'everything'
  /** When it was; then ranks and volumes are those of the window itself. */
  atMs?: number
  /** Ranks and volumes are of a time before the position was the viewer's. */
  hidesFigures?: boolean
  /** The volume of the branch is that of the sponsor tree, as the plan counts it. */
  isPlacement: boolean
  /** Those of the window who may be shown; everybody where it is left out. */
  mayShow?: ReadonlySet<bigint>
  sinceSeq?: bigint | undefined
}>

/** Joins a window with what lies in tables; the database itself gives only the names that may be seen. */
export async function showTreeWindow(deps: TeamDeps, actor: Actor, window: TreeWindow, view: WindowView) {
  const mayShow = (id: bigint): boolean => view.mayShow?.has(id) ?? true
  const ids = window.nodes.map(({ id }) => BigInt(id)).filter(mayShow)
  const named = [...ids, ...window.above.map(BigInt)]
  const { people, names, trees } = await read(deps, actor, async (tx) => ({
    trees: (await treeCodes(tx)).filter((code) => code !== SPONSOR_TREE),
    people: await peopleByIds(tx, named),
    names: await visibleNames(tx, named),
  }))
  const isNow = view.atMs === undefined
  const figures = isNow ? await deps.teamFigures?.({ personIds: ids, sinceSeq: view.sinceSeq }) : undefined
  const volumeOf = (value: number | null): bigint | null =>
    value === null || view.hidesFigures === true ? null : BigInt(value)
  const newSince = (view.atMs ?? deps.clock.now()) - NEW_DAYS * DAY_MS
  const whoOf = (node: TreeWindow['nodes'][number], level: number) => {
    const { kind, status } = node
    const personId = BigInt(node.id)
    const person = people.get(personId)
    if (!person || !mayShow(personId)) return null
    const known = figures ? figures.get(personId) : figuresOf(window, node, view)
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
      isLapsing: isNow ? node.isLapsing : null,
      rank: known?.rank ?? null,
      ownVolume: isNear ? (known?.ownVolume ?? null) : null,
      branchVolume: isNear && !view.isPlacement ? (known?.branchVolume ?? null) : null,
    }
  }
  return {
    ...window,
    isWhole: true,
    trees,
    figures: shownHead(window, view),
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
      const { x, y, side, parent, directs, people: below, active, shown } = node
      const rest = node.rest && {
        ...node.rest,
        lapsing: isNow ? node.rest.lapsing : null,
        sold: volumeOf(node.rest.sold),
      }
      const level = window.levelsAbove + y
      const drawn = { x, y, side, parent: parent < 0 ? null : parent, shown, rest }
      const sold = volumeOf(node.below)
      return { who: whoOf(node, level), level, directs, people: below, active, sold, ...drawn }
    }),
  }
}

/** What the window itself says of a person's rank and volumes. */
function figuresOf(
  { figures }: TreeWindow,
  { rank, own, volume }: TreeWindow['nodes'][number],
  { hidesFigures = false }: WindowView,
): PersonFigures | undefined {
  if (!figures || hidesFigures) return undefined
  const { ladder } = figures
  const name = ladder[rank - 1]
  return {
    rank: name === undefined ? null : { name, place: rank - 1, of: ladder.length },
    ownVolume: own === null ? null : BigInt(own),
    branchVolume: volume === null ? null : BigInt(volume),
  }
}

/** What ranks and volumes are of. */
function shownHead({ figures }: TreeWindow, { hidesFigures = false }: WindowView) {
  return figures && !hidesFigures ? { period: figures.period, state: figures.state } : null
}
