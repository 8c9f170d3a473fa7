import { personKinds, personStatuses } from '../language/words.ts'
import type { PersonInput } from '../pay/pay-input.ts'
import {
  filled,
  optional,
  optionalTimeColumn,
  rankColumn,
  textColumn,
  wordColumn,
  type PlanWords,
} from './column.ts'
import { addProblem } from './file-problem.ts'
import { namedColumns, rowOf, type FileContext, type FileReader, type Row } from './file-reader.ts'
import { requireColumn } from './table.ts'
import { treeProblems, type TreeNode, type TreeProblem } from './tree-problems.ts'

export const peopleColumns = {
  id: textColumn(filled('id', 'Who it is. Ids are text and are compared letter by letter.'), 'an id'),
  sponsorId: textColumn(
    { ...optional('sponsor_id', 'stands at the top', 'Who brought the person in.'), required: true },
    'the id of a person in this file',
  ),
  joinedAt: optionalTimeColumn(optional('joined_at', 'not known', 'When the person joined.')),
  kind: wordColumn(
    optional('kind', 'distributor', 'What the person is; company is a position of the house.'),
    personKinds,
    'distributor',
  ),
  status: wordColumn(
    optional('status', 'active', 'Whether the person belongs, whatever was bought.'),
    personStatuses,
    'active',
  ),
  rank: rankColumn(
    optional(
      'rank',
      'none',
      'The rank held before the period, where the run is given no state. A plan with given ranks goes by it in every period of the run.',
    ),
  ),
  name: textColumn(optional('name', 'no name', 'The name. No rule reads it.')),
  ownerId: textColumn(
    optional('owner_id', 'a position of its own', 'What several positions of one owner share.'),
    'an id',
  ),
  parent: textColumn(
    optional('parent:<TREE>', 'stands at the top of that tree', 'The parent in a further tree.'),
    'the id of a person in this file',
  ),
  side: textColumn(
    optional(
      'side:<TREE>',
      'no side',
      'The place under the parent in a tree: left, right, or the leg’s name.',
    ),
  ),
  attribute: textColumn(optional('attr:<NAME>', 'an empty text', 'Anything that a plan may read.')),
} as const

export type PeopleRead = Readonly<{
  people: readonly PersonInput[]
  ids: ReadonlySet<string>
  /** Trees besides the sponsor tree, and attributes, that the file has columns for. */
  trees: readonly string[]
  attributes: readonly string[]
}>

/** Reads people.csv row by row. Every tree must be a forest of people of the file. */
export function peopleReader(names: readonly string[], context: FileContext): FileReader<PeopleRead> {
  const row = rowOf(names, Object.values(peopleColumns), context)
  const parents = namedColumns(row, peopleColumns.parent)
  const sides = namedColumns(row, peopleColumns.side)
  const attributes = namedColumns(row, peopleColumns.attribute)
  checkTreeColumns(row, parents, sides, context)
  const people: PersonInput[] = []
  return {
    readRow(cells) {
      row.move(cells)
      const parentIds = row.takeNamed(parents)
      const sideNames = row.takeNamed(sides)
      const sponsorId = orNothing(row.take(peopleColumns.sponsorId))
      const places = new Map(
        [...parentIds].map(([tree, id]) => [tree, placeOf(orNothing(id), tree, sideNames)]),
      )
      if (sideNames.has('sponsor')) places.set('sponsor', placeOf(sponsorId, 'sponsor', sideNames))
      for (const [tree, place] of places) checkSide(row, `side:${tree}`, tree, place, context.plan)
      people.push({
        id: row.take(peopleColumns.id),
        sponsorId,
        joinedAtMs: row.take(peopleColumns.joinedAt),
        kind: row.take(peopleColumns.kind),
        status: row.take(peopleColumns.status),
        rank: orNothing(row.take(peopleColumns.rank)),
        name: row.take(peopleColumns.name),
        ownerId: orNothing(row.take(peopleColumns.ownerId)),
        places,
        attributes: row.takeNamed(attributes),
      })
    },
    finish() {
      const ids = new Set(people.map((person) => person.id))
      if (people.length === 0)
        addProblem(context.problems, undefined, undefined, 'no_people', 'no rows', 'at least one person')
      checkTrees(
        people,
        parents.map(({ key }) => key),
        ids,
        context,
      )
      return {
        people,
        ids,
        trees: parents.map(({ key }) => key),
        attributes: attributes.map(({ key }) => key),
      }
    },
  }
}

function placeOf(parentId: string | undefined, tree: string, sides: ReadonlyMap<string, string>) {
  return { parentId, side: sides.get(tree) ?? '' }
}

function orNothing(text: string): string | undefined {
  return text === '' ? undefined : text
}

/** A side tells the place under a parent; in a tree of two sides everybody under a parent has one of the two. */
export function checkSide(
  row: Row,
  column: string,
  tree: string,
  place: Readonly<{ parentId: string | undefined; side: string }>,
  plan: PlanWords,
): void {
  const { parentId, side } = place
  if (parentId === undefined && side !== '')
    row.refuse(column, 'side_without_parent', `"${side}"`, 'a side only where a parent is named')
  else if (parentId !== undefined && plan.binaryTrees.includes(tree) && side !== 'left' && side !== 'right')
    row.refuse(column, 'bad_side', `"${side}"`, 'left or right', ['left', 'right'])
}

/** Sides need parents in the same tree, and a tree of two sides needs sides; the sponsor's parents stand in sponsor_id. */
function checkTreeColumns(
  row: Row,
  parents: readonly Readonly<{ key: string }>[],
  sides: readonly Readonly<{ key: string }>[],
  { plan, problems }: FileContext,
): void {
  const trees = parents.map(({ key }) => key)
  if (trees.includes('sponsor'))
    row.refuse('parent:sponsor', 'bad_column', 'the column', 'the sponsor tree in the column "sponsor_id"')
  for (const { key } of sides) {
    if (key === 'sponsor' || trees.includes(key)) continue
    row.refuse(`side:${key}`, 'missing_column', `no column "parent:${key}"`, 'the parents of the tree', trees)
  }
  for (const tree of plan.binaryTrees) {
    if (tree !== 'sponsor' && !trees.includes(tree)) continue
    requireColumn(row.header, `side:${tree}`, problems, ', as the plan pays on the two sides of the tree')
  }
}

function checkTrees(
  people: readonly PersonInput[],
  trees: readonly string[],
  ids: ReadonlySet<string>,
  context: FileContext,
): void {
  const sponsors = people.map((person) => ({ id: person.id, parentId: person.sponsorId }))
  for (const problem of treeProblems(sponsors))
    report(problem, sponsors, 'sponsor_id', 'sponsor', ids, context)
  for (const tree of trees) {
    const nodes = people.map((person) => ({ id: person.id, parentId: person.places.get(tree)?.parentId }))
    for (const problem of treeProblems(nodes))
      if (problem.kind !== 'duplicate_id') report(problem, nodes, `parent:${tree}`, 'parent', ids, context)
  }
}

/** The most people of a circle that are named. */
const CIRCLE_NAMED_MAX = 10

function report(
  problem: TreeProblem,
  nodes: readonly TreeNode[],
  column: string,
  word: 'sponsor' | 'parent',
  ids: ReadonlySet<string>,
  { problems }: FileContext,
): void {
  const row = problem.index + 2
  if (nodes[problem.index]?.id === '') return
  if (problem.kind === 'duplicate_id') {
    const found = `"${nodes[problem.index]?.id}", as in row ${problem.firstIndex + 2}`
    addProblem(problems, row, 'id', 'duplicate_id', found, 'an id of its own for each person')
  } else if (problem.kind === 'unknown_parent') {
    const expected = 'the id of a person in this file, or nothing'
    addProblem(problems, row, column, `unknown_${word}`, `"${problem.parentId}"`, expected, ids)
  } else {
    addProblem(
      problems,
      row,
      column,
      'cycle',
      `the circle ${circleText(problem.circle)}`,
      `${word}s without a circle`,
    )
  }
}

/** `a → b → a`, shortened where the circle is long. */
export function circleText(circle: readonly string[]): string {
  const more = circle.length > CIRCLE_NAMED_MAX ? ['…'] : []
  return [...circle.slice(0, CIRCLE_NAMED_MAX), ...more, circle[0]].join(' → ')
}
