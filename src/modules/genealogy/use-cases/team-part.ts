import { personJoined, standingChanged } from '#modules/field/api.ts'
import type { FeedEvent } from '#platform/columns/feed.ts'
import type { Forest } from '#platform/columns/forest.ts'
import type { ImagePart, ImageTree, RunningPart } from '#platform/columns/image.ts'
import { teamMoved } from './events.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { countActive, countActiveBranches, isActiveSeller } from './active-branches.ts'
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
  const figures = figuresColumns(forest, shelf)
  const team: TeamColumns = {
    kind: columns.bytes(),
    status: columns.bytes(),
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
      countActiveBranches(forest, team)
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
    if (isSellerKind(kind)) countSeller(forest, team, place, 1)
    if (isActiveSeller(team, place)) countActive(forest, team, place, 1)
  }
  if (event.topic === CHANGED) {
    const changed = standingChanged.parse(event.payload)
    const place = forest.placeOf(Number(changed.personId))
    if (place < 0) return
    const kind = KINDS.indexOf(changed.kind)
    const was = isSellerKind(team.kind.values[place] ?? 0)
    const is = isSellerKind(kind)
    const wasActive = isActiveSeller(team, place)
    team.kind.values[place] = kind
    team.status.values[place] = STATUSES.indexOf(changed.status)
    if (was !== is) countSeller(forest, team, place, is ? 1 : -1)
    const isActive = isActiveSeller(team, place)
    if (wasActive !== isActive) countActive(forest, team, place, isActive ? 1 : -1)
  }
}

/** Somebody is a seller now, or no more: everybody above counts one more, or one less. */
function countSeller(forest: Forest, team: TeamColumns, place: number, by: 1 | -1): void {
  const parent = forest.parentOf(place)
  if (parent >= 0) team.directs.values[parent] = (team.directs.values[parent] ?? 0) + by
  for (let above = parent; above >= 0; above = forest.parentOf(above))
    team.branch.values[above] = (team.branch.values[above] ?? 0) + by
}
