import type { Forest } from '#platform/columns/forest.ts'

/** How one person stands to another: below, above, at the same place, or in another branch. */
export type Relation = 'below' | 'above' | 'same' | 'beside'

/**
 * How `one` stands to `other`, with the people between them from the upper one down (neither of them), and the nearest person
 * above both where they stand in different branches of one tree.
 */
export function relatePeople(
  forest: Forest,
  one: number,
  other: number,
): Readonly<{ relation: Relation; levels: number; line: number[]; meeting: number | undefined }> {
  if (one === other) return { relation: 'same', levels: 0, line: [], meeting: undefined }
  const levels = Math.abs(forest.depthOf(one) - forest.depthOf(other))
  if (forest.isBelow(one, other))
    return { relation: 'below', levels, line: between(forest, one, other), meeting: undefined }
  if (forest.isBelow(other, one))
    return { relation: 'above', levels, line: between(forest, other, one), meeting: undefined }
  let meeting = forest.parentOf(one)
  while (meeting >= 0 && !forest.isBelow(other, meeting)) meeting = forest.parentOf(meeting)
  return {
    relation: 'beside',
    levels,
    line: [],
    meeting: meeting < 0 ? undefined : forest.idOf(meeting),
  }
}

/** The ids of those between somebody and a person further up, the uppermost first. */
export function between(forest: Forest, lower: number, upper: number): number[] {
  const line: number[] = []
  for (let above = forest.parentOf(lower); above !== upper; above = forest.parentOf(above))
    line.push(forest.idOf(above))
  return line.toReversed()
}
