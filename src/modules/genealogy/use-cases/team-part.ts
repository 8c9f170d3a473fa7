import { personJoined, standingChanged } from '#modules/field/api.ts'
import type { FeedEvent } from '#platform/columns/feed.ts'
import type { Forest } from '#platform/columns/forest.ts'
import type { ImagePart, RunningPart } from '#platform/columns/image.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { addAbove, isActiveSeller, isLapsingSeller, soldBy, sumInBranches } from './branch-counts.ts'
import { personPlaced } from './events.ts'
import { figuresColumns } from './figures-columns.ts'
import type { FiguresShelf } from './figures-shelf.ts'
import { CHANGED, JOINED, PLACED, type PeopledTree } from './image-trees.ts'
import { isSellerKind, KINDS, STATUSES, type TeamColumns } from './team-columns.ts'
import { answerTeam, teamQuestion } from './team-questions.ts'

/** The name of the part that knows teams. */
export const TEAM = 'team'

/** People and their standing over a tree with the figures of a shelf, and the questions that are asked about a team. */
export function teamPart(shelf: FiguresShelf, tree: PeopledTree): ImagePart {
  const topics = tree.tree === SPONSOR_TREE ? [JOINED, CHANGED] : [JOINED, CHANGED, PLACED]
  return { name: TEAM, topics, open: (forest) => openTeam(forest, shelf, tree) }
}

type Person = { code: number; kind: number; status: number; market: number; joined: number }

/** The columns over a tree, and those who have no place of it yet where they may be given one. */
type Team = Readonly<{ forest: Forest; columns: TeamColumns; waiting: Map<number, Person> | undefined }>

function openTeam(forest: Forest, shelf: FiguresShelf, tree: PeopledTree): RunningPart {
  const { columns: made } = forest
  const standings = { kind: made.bytes(), status: made.bytes() }
  const figures = figuresColumns(forest, shelf, standings)
  const columns: TeamColumns = {
    ...standings,
    market: made.ints(),
    joined: made.floats(),
    code: made.floats(),
    codes: { least: Number.MAX_SAFE_INTEGER, most: 0 },
    directs: made.ints(),
    branch: made.ints(),
    active: made.ints(),
    figures: figures.columns,
    ...(tree.tree === SPONSOR_TREE ? {} : { side: made.ints(-1) }),
  }
  const team: Team = { forest, columns, waiting: tree.isFilled ? new Map() : undefined }
  return {
    load: async (source) => {
      await source.numbers(
        tree.people,
        ([id = 0, code = 0, kind = 0, status = 0, market = 0, joined = 0]) => {
          setOrWait(team, id, { code, kind, status, market, joined })
        },
      )
      const { side } = columns
      if (side)
        await source.numbers(tree.sides, ([id = 0, at = 0]) => void (side.values[forest.placeOf(id)] = at))
      for (let place = forest.count() - 1; place >= 0; place--) countUnderParent(forest, columns, place)
      sumInBranches(forest, columns.active, (place) => Number(isActiveSeller(columns, place)))
      figures.catchUp()
    },
    apply: (event) => applyEvent(team, event, tree.tree),
    answer: (question) => {
      figures.catchUp()
      return answerTeam({ forest, team: columns, head: shelf.head() }, teamQuestion.parse(question))
    },
  }
}

/** Whoever has no place in the tree is in nobody's team. */
function setOrWait({ forest, columns, waiting }: Team, id: number, person: Person): void {
  const place = forest.placeOf(id)
  if (place >= 0) setPerson(columns, place, person)
  else waiting?.set(id, person)
}

function setPerson(team: TeamColumns, place: number, person: Person): void {
  team.code.values[place] = person.code
  team.codes.least = Math.min(team.codes.least, person.code)
  team.codes.most = Math.max(team.codes.most, person.code)
  team.kind.values[place] = person.kind
  team.status.values[place] = person.status
  team.market.values[place] = person.market
  team.joined.values[place] = person.joined
}

/** At loading everybody is in pre-order, so counting from the last to the first finds each branch finished. */
function countUnderParent(forest: Forest, team: TeamColumns, place: number): void {
  const above = forest.parentOf(place)
  if (above < 0) return
  const own = isSellerKind(team.kind.values[place] ?? 0) ? 1 : 0
  team.directs.values[above] = (team.directs.values[above] ?? 0) + own
  team.branch.values[above] = (team.branch.values[above] ?? 0) + (team.branch.values[place] ?? 0) + own
}

function applyEvent(team: Team, event: FeedEvent, tree: string): void {
  if (event.topic === JOINED) join(team, event)
  if (event.topic === PLACED) takePlace(team, event, tree)
  if (event.topic === CHANGED) change(team, event)
}

function join(team: Team, event: FeedEvent): void {
  const joined = personJoined.parse(event.payload)
  const id = Number(joined.personId)
  setOrWait(team, id, {
    code: Number(joined.code),
    kind: KINDS.indexOf(joined.kind),
    status: STATUSES.indexOf(joined.status),
    market: Number(joined.marketId),
    joined: joined.joinedAtMs,
  })
  const place = team.forest.placeOf(id)
  if (place >= 0) countStanding(team, place, NOBODY)
}

function takePlace({ waiting, ...team }: Team, event: FeedEvent, tree: string): void {
  const placed = personPlaced.parse(event.payload)
  const id = Number(placed.personId)
  if (placed.tree !== tree) return
  const place = team.forest.placeOf(id)
  if (team.columns.side) team.columns.side.values[place] = placed.side ?? -1
  const person = waiting?.get(id)
  // Whose joining is told next is counted then.
  if (!person) return
  waiting?.delete(id)
  setPerson(team.columns, place, person)
  countStanding(team, place, NOBODY)
}

function change(team: Team, event: FeedEvent): void {
  const changed = standingChanged.parse(event.payload)
  const id = Number(changed.personId)
  const now = { kind: KINDS.indexOf(changed.kind), status: STATUSES.indexOf(changed.status) }
  const place = team.forest.placeOf(id)
  if (place < 0) return void Object.assign(team.waiting?.get(id) ?? {}, now)
  const was = standingOf(team.columns, place)
  team.columns.kind.values[place] = now.kind
  team.columns.status.values[place] = now.status
  countStanding(team, place, was)
}

type Standing = Readonly<{ seller: number; active: number; lapsing: number; sold: number }>

const NOBODY: Standing = { seller: 0, active: 0, lapsing: 0, sold: 0 }

function standingOf(team: TeamColumns, place: number): Standing {
  return {
    seller: Number(isSellerKind(team.kind.values[place] ?? 0)),
    active: Number(isActiveSeller(team, place)),
    lapsing: Number(isLapsingSeller(team, team.figures, place)),
    sold: soldBy(team, team.figures, place),
  }
}

/** What somebody is now and was before is the difference in the branches of everybody above. */
function countStanding({ forest, columns }: Omit<Team, 'waiting'>, place: number, was: Standing): void {
  const is = standingOf(columns, place)
  const [seller, parent] = [is.seller - was.seller, forest.parentOf(place)]
  if (parent >= 0) columns.directs.values[parent] = (columns.directs.values[parent] ?? 0) + seller
  addAbove(forest, columns.branch, place, seller)
  addAbove(forest, columns.active, place, is.active - was.active)
  addAbove(forest, columns.figures.lapsing, place, is.lapsing - was.lapsing)
  addAbove(forest, columns.figures.below, place, is.sold - was.sold)
}
