import type { InputNeeds } from '../language/plan-reads.ts'
import { addProblem, type ProblemList } from './file-problem.ts'
import type { InputName } from './input-files.ts'
import { requireColumn } from './table.ts'

/** What the files give. Nothing is said of what a file could give that could not be read: it is undefined then. */
export type InputGiven = Readonly<{
  /** Columns of orders.csv: amount, quantity, product, category, volume:NAME. */
  orderColumns: readonly string[] | undefined
  /** Trees of people.csv and of links.csv. */
  trees: readonly string[] | undefined
  /** Attributes of people, of orders and of parties. */
  attributes: readonly (readonly string[] | undefined)[]
  facts: readonly string[] | undefined
}>

const WHY = ', which the plan reads'

/** What must be given: all that the plan reads, or, in the small tests of a plan, what is no blank when it is left out. */
export type MustGive = 'everything' | 'volumes and trees'

/** Tells of what the plan reads and no file gives, with the nearest name that a file does give. */
export function checkNeeds(
  needs: InputNeeds,
  given: InputGiven,
  must: MustGive,
  listOf: (file: InputName) => ProblemList,
): void {
  const everything = must === 'everything'
  if (given.orderColumns) {
    const columns = new Set(given.orderColumns)
    const fields = everything ? needs.orderFields : []
    for (const name of [...fields, ...[...needs.orderVolumes].map((volume) => `volume:${volume}`)])
      requireColumn(columns, name, listOf('orders'), WHY)
  }
  const attributes = given.attributes.every((names) => names !== undefined)
    ? given.attributes.flat()
    : undefined
  for (const name of missing(everything ? needs.attributes : [], attributes)) {
    const expected = `the column "attr:${name}" in the file of people, orders or parties${WHY}`
    addProblem(
      listOf('people'),
      1,
      `attr:${name}`,
      'missing_column',
      'no such column',
      expected,
      attributes,
      name,
    )
  }
  for (const tree of missing(needs.trees, given.trees)) {
    const expected = `the column "parent:${tree}", or links of the tree "${tree}"${WHY}`
    addProblem(
      listOf('people'),
      1,
      `parent:${tree}`,
      'missing_tree',
      `no tree "${tree}"`,
      expected,
      given.trees,
      tree,
    )
  }
  for (const fact of missing(everything ? needs.facts : [], given.facts)) {
    const expected = `a fact with the name "${fact}"${WHY}`
    addProblem(
      listOf('facts'),
      undefined,
      'name',
      'missing_fact',
      'no such fact',
      expected,
      given.facts,
      fact,
    )
  }
}

function missing(needed: Iterable<string>, given: readonly string[] | undefined): readonly string[] {
  return given === undefined ? [] : [...needed].filter((name) => !given.includes(name))
}
