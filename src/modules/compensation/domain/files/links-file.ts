import type { LinkInput } from '../pay/pay-input.ts'
import { filled, optional, optionalTimeColumn, referenceColumn, textColumn } from './column.ts'
import { addProblem } from './file-problem.ts'
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
