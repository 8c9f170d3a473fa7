import type { Edge } from '../../language/dependencies.ts'
import type { Expression } from '../../language/expression.ts'
import { partsOf, readsSelf } from '../../language/reads.ts'
import { refuseRenewal, type Renewal, type Step } from '../renew/renewal.ts'
import type { Compiler } from '../compiler.ts'
import { changesOf } from './changes-of.ts'
import { readersOf, type Readers } from './readers-of.ts'

/** The parts of a rule that are asked of the period that is computed: what stands in earlier ones changes no more. */
export function* partsNow(expression: Expression): Generator<Expression> {
  yield expression
  if (expression.node === 'aggregate' && expression.scope.items === 'previous periods') return
  for (const part of partsOf(expression)) yield* partsNow(part)
}

const below: readonly string[] = ['legs', 'levels', 'team', 'downline']

/** The trees in which people below are looked at one by one; as often as it is done. */
export function treesBelow(expression: Expression): readonly string[] {
  return [...partsNow(expression)].flatMap((part) =>
    part.node === 'aggregate' && below.includes(part.scope.items) ? [part.scope.tree] : [],
  )
}

/** Refuses to renew single people where what is asked of them hangs on what is not kept of everybody. */
export function refuseUnkept({ renewal, field }: Compiler, expression: Expression): void {
  if (!renewal) return
  const parts = [...partsNow(expression)]
  if (expression.node === 'aggregate' && expression.scope.items === 'everyone' && !readsSelf(expression))
    refuseRenewal(renewal, 'what everybody has together, asked of each')
  for (const { node } of parts) {
    if (node === 'unpaid') refuseRenewal(renewal, 'a rule about what bonuses left unpaid')
    if (node === 'running') refuseRenewal(renewal, 'a rule about volumes order by order')
  }
  if (readersOf(parts, field.world).length + Math.min(1, treesBelow(expression).length) > 1)
    refuseRenewal(renewal, 'a rule about people below and elsewhere')
}

/**
 * The step that adds to those who are computed again whoever is asked about one of them: people above in the trees in which people
 * below are looked at, and those who look at others, of whom something else is read now. Undefined where nobody is.
 */
export function othersStep(
  compiler: Compiler,
  expression: Expression,
  reads: readonly Edge[],
): Step | undefined {
  const { renewal, field } = compiler
  if (!renewal) return undefined
  const trees = treesBelow(expression)
  const [readers] = readersOf([...partsNow(expression)], field.world)
  if (readers) return readersStep(renewal, readers, changesOf(compiler, reads))
  if (trees.length === 0) return undefined
  return () => {
    // Where rules over people below lie in each other, whoever is above one of one tree may be below one of another.
    for (let round = 0; round < trees.length; round++)
      for (const tree of new Set(trees)) {
        const { gather, gathered } = renewal.along(tree)
        gather()
        renewal.include(gathered())
      }
  }
}

function readersStep(renewal: Renewal, readers: Readers, changes: (person: number) => boolean): Step {
  return (count) => {
    const first = new Set(renewal.first())
    // Where everybody is computed again, others are looked at only so that their changes are known the next time.
    const added = new Set(renewal.added())
    for (const person of renewal.members.slice(0, count)) {
      const isOther = changes(person) || (readers.alsoOfNew && first.has(person))
      if (isOther && added.has(person)) renewal.include(readers.of(person))
    }
  }
}
