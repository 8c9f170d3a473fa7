import type { Expression } from '../../language/expression.ts'
import { readsSelf } from '../../language/reads.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { refuseRenewal, type Step } from '../renew/renewal.ts'
import { askedAgain } from './asked-again.ts'
import type { Way } from './ways.ts'

/**
 * Gathers what rules that are asked read of everybody, once for all whom they are asked about. What only the rules themselves can
 * gather does not follow changes.
 */
export function gatherEverybody(compiler: Compiler, parts: readonly Expression[]): void {
  for (const part of parts) {
    if (part.node !== 'aggregate' || part.scope.items !== 'everyone') continue
    try {
      if (readsSelf(part)) throw new NotCompiled('everyone as one reader sees them')
      compiler.aggregate(compiler, part, { person: 'p', tree: part.scope.tree })
    } catch (error) {
      if (!(error instanceof NotCompiled)) throw error
      refuseRenewal(compiler.renewal, error.message)
    }
  }
}

/** Refuses to renew single people where what is asked of them hangs on what is not kept of everybody. */
export function refuseUnkept({ renewal }: Compiler, parts: Iterable<Expression>): void {
  for (const { node } of parts)
    if (node === 'unpaid') refuseRenewal(renewal, 'a rule about what bonuses left unpaid')
}

/** Keeps that people are asked again of whom something that is read is another one; they are computed again by what follows. */
export function keepAsked(
  compiler: Compiler,
  ways: readonly Way[],
  ask: (people: Iterable<number>) => void,
): void {
  const { renewal } = compiler
  if (!renewal) return
  const again = askedAgain(compiler, renewal, ways)
  renewal.steps.push((count) => {
    const people = again(count)
    ask(renewal.isOfAll() ? renewal.members.slice(0, count) : people)
    renewal.include(people)
  })
}

/** The step that adds to those who are computed again whoever looks at one of them. Undefined where none is kept. */
export function othersStep(compiler: Compiler, ways: readonly Way[]): Step | undefined {
  const { renewal } = compiler
  if (!renewal || ways.every(({ looks }) => looks.length === 0)) return undefined
  const again = askedAgain(compiler, renewal, ways)
  return (count) => renewal.include(again(count))
}
