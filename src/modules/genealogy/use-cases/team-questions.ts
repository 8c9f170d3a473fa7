import { z } from 'zod'
import type { Forest } from '#platform/columns/forest.ts'
import { codeBegins, TEAM_FILTERS, TEAM_SORTS, teamOrder, type TeamRow } from '../domain/team.ts'
import { isSellerKind, STATUSES, type TeamColumns } from './team-columns.ts'
import { answerWindow, windowAnswer, windowQuestion } from './team-window.ts'

const person = z.number()
/** So many rows are gathered before the worst are let go. */
const KEPT_MIN = 1000

/** What can be asked of the team's columns. Ids are plain numbers; `newSince` is in epoch milliseconds. */
export const teamQuestion = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('list'),
    viewer: person,
    under: person.optional(),
    level: z.number().optional(),
    filter: z.enum(TEAM_FILTERS),
    newSince: z.number(),
    /** Digits that a code begins with, or people found elsewhere; both together mean either. */
    search: z.object({ codePrefix: z.string().optional(), ids: z.array(person) }).optional(),
    sort: z.enum(TEAM_SORTS),
    limit: z.number(),
    offset: z.number(),
  }),
  z.object({ ask: z.literal('counts'), viewer: person, newSince: z.number() }),
  z.object({ ask: z.literal('member'), viewer: person, member: person }),
  z.object({ ask: z.literal('line'), person }),
  windowQuestion.extend({ ask: z.literal('window') }),
])
export type TeamQuestion = z.infer<typeof teamQuestion>

const rowShape = z.object({
  id: person,
  code: z.number(),
  level: z.number(),
  joinedMs: z.number(),
  directs: z.number(),
  branch: z.number(),
})

/** What the answers hold; undefined where a person is unknown or not in the viewer's team. */
export const teamAnswers = {
  list: z.object({ rows: z.array(rowShape), total: z.number() }).optional(),
  counts: z
    .object({
      people: z.number(),
      active: z.number(),
      newcomers: z.number(),
      directs: z.number(),
      customers: z.number(),
      levels: z.array(z.object({ level: z.number(), people: z.number(), active: z.number() })),
    })
    .optional(),
  member: z.object({ row: rowShape, line: z.array(person) }).optional(),
  line: z.object({ upline: z.array(person), directs: z.number(), below: z.number() }).optional(),
  window: windowAnswer,
}

type Answer<K extends keyof typeof teamAnswers> = z.infer<(typeof teamAnswers)[K]>
type List = Extract<TeamQuestion, { ask: 'list' }>

/** Answers from the columns alone; the caller adds what lies in tables, as the viewer may see it. */
export function answerTeam(forest: Forest, team: TeamColumns, question: TeamQuestion): unknown {
  if (question.ask === 'line') return lineOf(forest, question.person)
  if (question.ask === 'window') return answerWindow(forest, team, question)
  const viewer = forest.placeOf(question.viewer)
  if (viewer < 0) return undefined
  if (question.ask === 'list') return listTeam(forest, team, viewer, question)
  if (question.ask === 'counts') return countTeam(forest, team, viewer, question.newSince)
  return memberOf(forest, team, viewer, question.member)
}

function listTeam(forest: Forest, team: TeamColumns, viewer: number, question: List): Answer<'list'> {
  const top = question.under === undefined ? viewer : forest.placeOf(question.under)
  if (top < 0 || (top !== viewer && !forest.isBelow(top, viewer))) return undefined
  const wanted = matcher(forest, team, question)
  const depth = question.level === undefined ? undefined : question.level + forest.depthOf(viewer)
  const before = teamOrder(question.sort)
  const most = question.offset + question.limit
  // Only the best rows up to the page's end are kept, so that a page of a large team costs one pass and no great sort.
  let best: TeamRow[] = []
  let bar: TeamRow | undefined
  let total = 0
  forest.visitBelow(top, (place) => {
    if ((depth !== undefined && forest.depthOf(place) !== depth) || !wanted(place)) return
    total += 1
    const row = rowOf(forest, team, viewer, place)
    if (bar && before(row, bar) > 0) return
    best.push(row)
    if (best.length < 2 * most + KEPT_MIN) return
    best = best.toSorted(before).slice(0, most)
    bar = best.at(-1)
  })
  best.sort(before)
  return { rows: best.slice(question.offset, most), total }
}

function matcher(forest: Forest, team: TeamColumns, question: List): (place: number) => boolean {
  const { filter, newSince, search } = question
  const found = search && new Set(search.ids)
  const prefix = search?.codePrefix
  const prefixNumber = Number(prefix ?? Number.NaN)
  const bySearch = (place: number): boolean =>
    found === undefined ||
    found.has(forest.idOf(place)) ||
    (prefix !== undefined && codeBegins(team.code.values[place] ?? 0, prefixNumber, prefix.length))
  const active = STATUSES.indexOf('active')
  const byFilter = (place: number): boolean => {
    if (filter === 'new') return (team.joined.values[place] ?? 0) >= newSince
    if (filter === 'active') return team.status.values[place] === active
    return filter === 'all' || team.status.values[place] !== active
  }
  return (place) => isSellerKind(team.kind.values[place] ?? 0) && byFilter(place) && bySearch(place)
}

function countTeam(forest: Forest, team: TeamColumns, viewer: number, newSince: number): Answer<'counts'> {
  const levels: { level: number; people: number; active: number }[] = []
  const active = STATUSES.indexOf('active')
  let newcomers = 0
  forest.visitBelow(viewer, (place) => {
    if (!isSellerKind(team.kind.values[place] ?? 0)) return
    const level = forest.depthOf(place) - forest.depthOf(viewer)
    for (let next = levels.length + 1; next <= level; next++)
      levels.push({ level: next, people: 0, active: 0 })
    const counted = levels[level - 1]
    if (!counted) throw new Error('a level was not counted')
    counted.people += 1
    if (team.status.values[place] === active) counted.active += 1
    if ((team.joined.values[place] ?? 0) >= newSince) newcomers += 1
  })
  let customers = 0
  forest.visitChildren(viewer, (place) => {
    if (!isSellerKind(team.kind.values[place] ?? 0)) customers += 1
  })
  return {
    people: team.branch.values[viewer] ?? 0,
    active: levels.reduce((sum, one) => sum + one.active, 0),
    newcomers,
    directs: team.directs.values[viewer] ?? 0,
    customers,
    levels,
  }
}

function memberOf(forest: Forest, team: TeamColumns, viewer: number, id: number): Answer<'member'> {
  const place = forest.placeOf(id)
  if (place < 0 || !forest.isBelow(place, viewer) || !isSellerKind(team.kind.values[place] ?? 0))
    return undefined
  const line: number[] = []
  for (let above = forest.parentOf(place); above !== viewer; above = forest.parentOf(above))
    line.push(forest.idOf(above))
  return { row: rowOf(forest, team, viewer, place), line: line.toReversed() }
}

function lineOf(forest: Forest, id: number): Answer<'line'> {
  const place = forest.placeOf(id)
  if (place < 0) return undefined
  const upline: number[] = []
  for (let above = forest.parentOf(place); above >= 0; above = forest.parentOf(above))
    upline.push(forest.idOf(above))
  let directs = 0
  forest.visitChildren(place, () => {
    directs += 1
  })
  return { upline, directs, below: forest.countBelow(place) }
}

function rowOf(forest: Forest, team: TeamColumns, viewer: number, place: number): TeamRow {
  return {
    id: forest.idOf(place),
    code: team.code.values[place] ?? 0,
    level: forest.depthOf(place) - forest.depthOf(viewer),
    joinedMs: team.joined.values[place] ?? 0,
    directs: team.directs.values[place] ?? 0,
    branch: team.branch.values[place] ?? 0,
  }
}
