import type { Expression } from '../../language/expression.ts'
import { partsOf, readsSelf } from '../../language/reads.ts'
import { keepStep, refuseRenewal, type Renewal } from '../renew/renewal.ts'

/** The parts of a rule that are asked of the period that is computed: what stands in earlier ones changes no more. */
export function* partsNow(expression: Expression): Generator<Expression> {
  yield expression
  if (expression.node === 'aggregate' && expression.scope.items === 'previous periods') return
  for (const part of partsOf(expression)) yield* partsNow(part)
}

const below: readonly string[] = ['legs', 'levels', 'team', 'downline']

/** The trees in which people below are looked at one by one. */
export function treesBelow(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>()
  for (const part of partsNow(expression))
    if (part.node === 'aggregate' && below.includes(part.scope.items)) found.add(part.scope.tree)
  return found
}

/** Refuses to renew single people where what is asked of them hangs on others than those below. */
export function refuseOthers(renewal: Renewal | undefined, expression: Expression): void {
  if (!renewal) return
  for (const part of partsNow(expression)) {
    const why = hangsOn(part)
    if (why !== undefined) refuseRenewal(renewal, why)
  }
  if (treesBelow(expression).size > 1) refuseRenewal(renewal, 'people below in several trees')
}

function hangsOn(part: Expression): string | undefined {
  if (part.node === 'unpaid') return 'a rule about what bonuses left unpaid'
  if (part.node === 'running') return 'a rule about volumes order by order'
  if (part.node === 'field' && part.hops.some((hop) => hop === 'buyer' || hop === 'seller' || hop === 'host'))
    return 'a rule about others than the person'
  if (part.node !== 'aggregate') return undefined
  const { items } = part.scope
  if (items === 'upline' || items === 'positions') return `a rule over ${items}`
  return items === 'everyone' && readsSelf(part) ? 'a rule over everyone as one reader sees them' : undefined
}

/** Keeps how single people are asked again: those whose columns changed, and whoever looks at people below from above them. */
export function keepAsked(
  renewal: Renewal | undefined,
  expression: Expression,
  ask: (person: number) => void,
): void {
  if (!renewal) return
  const trees = treesBelow(expression)
  if (trees.size === 0) return keepStep(renewal, ask)
  for (const tree of trees) {
    const { list, gather } = renewal.along(tree)
    renewal.steps.push(() => {
      const count = gather()
      for (let at = 0; at < count; at++) ask(list[at] ?? 0)
      renewal.include(list.subarray(0, count))
    })
  }
}
