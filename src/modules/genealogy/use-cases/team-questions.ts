import { z } from 'zod'
import type { Forest } from '#platform/columns/forest.ts'
import { TEAM_FILTERS, TEAM_SIGHTS, TEAM_SORTS } from '../domain/team.ts'
import { countDownline } from './count-downline.ts'
import type { TeamImageColumns } from './downline-places.ts'
import { listDownline, rowOf } from './list-downline.ts'
import { between, relatePeople } from './relate-people.ts'
import { figuresHead } from './figures-piece.ts'
import { isSellerKind } from './team-columns.ts'
import { answerWindow, windowAnswer, windowQuestion } from './team-window.ts'

const person = z.number()
/** Only people of these markets; left out for all. */
const markets = z.array(z.number()).optional()

/** What can be asked of the team's columns. Ids are plain numbers; times are epoch milliseconds. */
export const teamQuestion = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('list'),
    /** Whose downline it is; levels count from here. */
    viewer: person,
    sees: z.enum(TEAM_SIGHTS),
    people: z.enum(['sellers', 'customers', 'everybody']),
    markets,
    under: person.optional(),
    level: z.number().optional(),
    filter: z.enum(TEAM_FILTERS),
    newSince: z.number(),
    /** The place on the plan's ladder from 1, 0 for no rank. */
    rank: z.number().optional(),
    /** The least own volume, in millionths. */
    ownFrom: z.number().optional(),
    joinedFrom: z.number().optional(),
    joinedUntil: z.number().optional(),
    /** Digits that a code begins with, or people found elsewhere; both together mean either. */
    search: z.object({ codePrefix: z.string().optional(), ids: z.array(person) }).optional(),
    sort: z.enum(TEAM_SORTS),
    limit: z.number(),
    offset: z.number(),
  }),
  z.object({
    ask: z.literal('counts'),
    viewer: person,
    sees: z.enum(TEAM_SIGHTS),
    markets,
    newSince: z.number(),
  }),
  z.object({ ask: z.literal('member'), viewer: person, member: person }),
  z.object({ ask: z.literal('line'), person }),
  /** How one person stands to another; `within` somebody's own team, that person included, where it is given. */
  z.object({ ask: z.literal('relation'), one: person, other: person, within: person.optional() }),
  /** What the figures of the columns are. */
  z.object({ ask: z.literal('head') }),
  windowQuestion.extend({ ask: z.literal('window') }),
])
export type TeamQuestion = z.infer<typeof teamQuestion>
type Asked<K extends TeamQuestion['ask']> = Extract<TeamQuestion, { ask: K }>
export type ListQuestion = Asked<'list'>
export type CountQuestion = Asked<'counts'>

const rowShape = z.object({
  id: person,
  code: z.number(),
  level: z.number(),
  joinedMs: z.number(),
  directs: z.number(),
  branch: z.number(),
  rank: z.number(),
  own: z.number().nullable(),
  volume: z.number().nullable(),
  isLapsing: z.boolean().nullable(),
})

const figures = figuresHead.optional()

/** What the answers hold; undefined where a person is unknown or not in the viewer's team. */
export const teamAnswers = {
  list: z.object({ rows: z.array(rowShape), total: z.number(), figures }).optional(),
  counts: z
    .object({
      people: z.number(),
      active: z.number(),
      newcomers: z.number(),
      lapsing: z.number(),
      directs: z.number(),
      customers: z.number(),
      levels: z.array(z.object({ level: z.number(), people: z.number(), active: z.number() })),
      figures,
    })
    .optional(),
  member: z.object({ row: rowShape, line: z.array(person), figures }).optional(),
  line: z.object({ upline: z.array(person), directs: z.number(), below: z.number() }).optional(),
  relation: z
    .object({
      relation: z.enum(['below', 'above', 'same', 'beside']),
      levels: z.number(),
      line: z.array(person),
      meeting: person.optional(),
    })
    .optional(),
  head: figures,
  window: windowAnswer,
}

type Answer<K extends keyof typeof teamAnswers> = z.infer<(typeof teamAnswers)[K]>

/** Answers from the columns alone; the caller adds what lies in tables, as the viewer may see it. */
export function answerTeam(of: TeamImageColumns, question: TeamQuestion): unknown {
  const { forest, head } = of
  if (question.ask === 'head') return head
  if (question.ask === 'line') return lineOf(forest, question.person)
  if (question.ask === 'relation') return relationOf(forest, question)
  if (question.ask === 'window') return answerWindow(of, question)
  const viewer = forest.placeOf(question.viewer)
  if (viewer < 0) return undefined
  if (question.ask === 'list') return listDownline(of, viewer, question)
  if (question.ask === 'counts') return countDownline(of, viewer, question)
  return memberOf(of, viewer, question.member)
}

function memberOf(of: TeamImageColumns, viewer: number, id: number): Answer<'member'> {
  const { forest, team, head } = of
  const place = forest.placeOf(id)
  if (place < 0 || !forest.isBelow(place, viewer) || !isSellerKind(team.kind.values[place] ?? 0))
    return undefined
  const row = rowOf(of, { viewer, sees: 'first_level' }, place)
  return { row, line: between(forest, place, viewer), figures: head }
}

function relationOf(forest: Forest, { one, other, within }: Asked<'relation'>): Answer<'relation'> {
  const [first, second] = [forest.placeOf(one), forest.placeOf(other)]
  if (first < 0 || second < 0) return undefined
  const top = within === undefined ? undefined : forest.placeOf(within)
  const isIn = (place: number): boolean => top === undefined || place === top || forest.isBelow(place, top)
  return isIn(first) && isIn(second) ? relatePeople(forest, first, second) : undefined
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
