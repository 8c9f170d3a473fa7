import { nearestWord } from '#shared/nearest.ts'
import type { LinkInput } from '../pay/pay-input.ts'
import { filled, optional, optionalTimeColumn, referenceColumn, textColumn } from './column.ts'
import { addProblem, type ProblemList } from './file-problem.ts'
import { rowOf, type FileContext, type FileReader } from './file-reader.ts'
import { checkSide } from './people-file.ts'
import { checkSpan, overlapOf } from './spans.ts'

export const linkColumns = {
  tree: textColumn(filled('tree', 'The tree: sponsor, or a further one.'), 'the name of a tree'),
  personId: referenceColumn(filled('person_id', 'Whose place it is.'), 'people'),
  parentId: referenceColumn(
    {
      ...optional('parent_id', 'out of the tree, or at its top', 'Who stands above in that time.'),
      required: true,
    },
    'people',
  ),
  side: textColumn(
    optional('side', 'no side', 'The place under the parent: left, right, or the leg’s name.'),
  ),
  from: optionalTimeColumn(optional('from', 'has always been', 'From when the place is held.')),
  to: optionalTimeColumn(optional('to', 'goes on', 'Until when; that moment is not part of it.')),
} as const

/** A link with the row that it was read from: circles are looked for when all trees are known. */
export type LinkRead = LinkInput & Readonly<{ row: number }>

/** Reads links.csv: a person has one place in a tree at a time, which comes before the place that people.csv gives. */
export function linksReader(names: readonly string[], context: FileContext): FileReader<readonly LinkRead[]> {
  const row = rowOf(names, Object.values(linkColumns), context)
  const links: LinkRead[] = []
  return {
    readRow(cells) {
      row.move(cells)
      const parentId = row.take(linkColumns.parentId)
      const link = {
        tree: row.take(linkColumns.tree),
        personId: row.take(linkColumns.personId),
        parentId: parentId === '' ? undefined : parentId,
        side: row.take(linkColumns.side),
        fromMs: row.take(linkColumns.from),
        untilMs: row.take(linkColumns.to),
        row: row.number,
      }
      checkSpan(row, link)
      checkSide(row, 'side', link.tree, link, context.plan)
      links.push(link)
    },
    finish() {
      for (const { index, other } of overlapOf(links, (link) => `${link.tree}\u0000${link.personId}`)) {
        const found = `a time that row ${links[other]?.row} tells of too`
        const expected = 'one place in a tree at a time'
        addProblem(context.problems, links[index]?.row, 'from', 'overlapping_links', found, expected)
      }
      return links
    },
  }
}

/**
 * Links may tell of trees that no rule reads. Of a tree that only links tell of, and that nearly has the name of one that is
 * read, the name is misspelt; it is told once.
 */
export function checkLinkTrees(
  links: readonly LinkRead[],
  read: ReadonlySet<string>,
  declared: readonly string[],
  problems: ProblemList,
): void {
  const given = new Set([...declared, ...links.map((link) => link.tree)])
  // A tree that the plan reads and nobody gives is told of by itself, with the nearest that is given.
  const known = new Set(['sponsor', ...[...read].filter((tree) => given.has(tree))])
  const told = new Set(['', ...declared, ...known])
  for (const { tree, row } of links) {
    if (told.has(tree)) continue
    told.add(tree)
    if (nearestWord(tree, known) === undefined) continue
    const expected = `a tree that the plan reads, or the column "parent:${tree}" in the file of people for a further one`
    addProblem(problems, row, 'tree', 'unknown_tree', `"${tree}"`, expected, known)
  }
}
