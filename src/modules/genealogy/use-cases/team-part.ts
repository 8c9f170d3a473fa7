import { personJoined, standingChanged } from '#modules/field/api.ts'
import type { FeedEvent } from '#platform/columns/feed.ts'
import type { Forest } from '#platform/columns/forest.ts'
import type { ImagePart, ImageTree, RunningPart } from '#platform/columns/image.ts'
import { teamMoved } from './events.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { countAbove, countInBranches, isActiveSeller, isLapsingSeller } from './branch-counts.ts'
import { figuresColumns } from './figures-columns.ts'
import type { FiguresShelf } from './figures-shelf.ts'
import { isSellerKind, KINDS, STATUSES, type TeamColumns } from './team-columns.ts'
import { answerTeam, teamQuestion } from './team-questions.ts'

const JOINED = 'field.person_joined'
const CHANGED = 'field.standing_changed'
const MOVED = 'genealogy.moved'

/** The sponsor tree as the image's tree. */
export const sponsorTree: ImageTree = {
  query: "SELECT person_id, parent_id FROM genealogy.v_current_link WHERE tree = 'sponsor'",
  topics: [JOINED, MOVED],
  newcomer: (event) => {
    if (event.topic !== JOINED) return undefined
    const { personId, sponsorId } = personJoined.parse(event.payload)
    return { id: Number(personId), parentId: sponsorId === null ? undefined : Number(sponsorId) }
  },
  reshapes: (event) => event.topic === MOVED && teamMoved.parse(event.payload).tree === SPONSOR_TREE,
}

/** The name of the part that knows teams. */
export const TEAM = 'team'

/** People and their standing over the sponsor tree with the figures of a shelf, and the questions that are asked about a team. */
export function teamPart(shelf: FiguresShelf): ImagePart {
  return { name: TEAM, topics: [JOINED, CHANGED], open: (forest) => openTeam(forest, shelf) }
}

function openTeam(forest: Forest, shelf: FiguresShelf): RunningPart {
  const { columns } = forest
  const standings = { kind: columns.bytes(), status: columns.bytes() }
  const figures = figuresColumns(forest, shelf, standings)
  const team: TeamColumns = {
    ...standings,
    market: columns.ints(),
    joined: columns.floats(),
    code: columns.floats(),
    codes: { least: Number.MAX_SAFE_INTEGER, most: 0 },
    directs: columns.ints(),
    branch: columns.ints(),
    active: columns.ints(),
    figures: figures.columns,
  }
  return {
    load: async (source) => {
      await source.numbers(PEOPLE, ([id = 0, code = 0, kind = 0, status = 0, market = 0, joined = 0]) => {
        const place = forest.placeOf(id)
        // Whoever has no place in the tree is in nobody's team.
        if (place >= 0) setPerson(team, place, { code, kind, status, market, joined })
      })
      for (let place = forest.count() - 1; place >= 0; place--) countUnderParent(forest, team, place)
      countInBranches(forest, team.active, (place) => isActiveSeller(team, place))
      figures.catchUp()
    },
    apply: (event) => applyEvent(forest, team, event),
    answer: (question) => {
      figures.catchUp()
      return answerTeam({ forest, team, head: shelf.head() }, teamQuestion.parse(question))
    },
  }
}

const listed = (words: readonly string[]): string => `ARRAY[${words.map((word) => `'${word}'`).join(', ')}]`
const PEOPLE = `SELECT id, code::bigint, array_position(${listed(KINDS)}, kind) - 1,
  array_position(${listed(STATUSES)}, status) - 1, market_id, (extract(epoch FROM joined_at) * 1000)::bigint
  FROM field.v_person`

function setPerson(
  team: TeamColumns,
  place: number,
  person: { code: number; kind: number; status: number; market: number; joined: number },
): void {
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

function applyEvent(forest: Forest, team: TeamColumns, event: FeedEvent): void {
  if (event.topic === JOINED) {
    const joined = personJoined.parse(event.payload)
    const place = forest.placeOf(Number(joined.personId))
    const kind = KINDS.indexOf(joined.kind)
    const status = STATUSES.indexOf(joined.status)
    setPerson(team, place, {
      code: Number(joined.code),
      kind,
      status,
      market: Number(joined.marketId),
      joined: joined.joinedAtMs,
    })
    countStanding(forest, team, place, { isSeller: false, isActive: false, isLapsing: false })
  }
  if (event.topic === CHANGED) {
    const changed = standingChanged.parse(event.payload)
    const place = forest.placeOf(Number(changed.personId))
    if (place < 0) return
    const was = standingOf(team, place)
    team.kind.values[place] = KINDS.indexOf(changed.kind)
    team.status.values[place] = STATUSES.indexOf(changed.status)
    countStanding(forest, team, place, was)
  }
}

type Standing = Readonly<{ isSeller: boolean; isActive: boolean; isLapsing: boolean }>

function standingOf(team: TeamColumns, place: number): Standing {
  return {
    isSeller: isSellerKind(team.kind.values[place] ?? 0),
    isActive: isActiveSeller(team, place),
    isLapsing: isLapsingSeller(team, team.figures, place),
  }
}

/** Somebody is a seller, active or about to lapse now, or no more: everybody above counts one more, or one less. */
function countStanding(forest: Forest, team: TeamColumns, place: number, was: Standing): void {
  const is = standingOf(team, place)
  const [seller, parent] = [Number(is.isSeller) - Number(was.isSeller), forest.parentOf(place)]
  if (parent >= 0) team.directs.values[parent] = (team.directs.values[parent] ?? 0) + seller
  countAbove(forest, team.branch, place, seller)
  countAbove(forest, team.active, place, Number(is.isActive) - Number(was.isActive))
  countAbove(forest, team.figures.lapsing, place, Number(is.isLapsing) - Number(was.isLapsing))
}
