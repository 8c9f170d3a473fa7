import { textOfParts, type Aggregate } from '../language/reads.ts'
import { readGathered } from './aggregate-code.ts'
import { aligned, asNumberCode, asTruth, NotCompiled, numberCode, truth, type Code } from './code.ts'
import type { Compiler } from './compiler.ts'

/** The text of an aggregate over legs or levels, by which what it gathers is kept. */
export function legsKey({ name, scope, of }: Aggregate): string {
  const to = scope.items === 'legs' ? 1 : scope.to
  return `legs:${textOfParts([name, scope.tree, to, scope.where, of])}`
}

/** The code that reads an aggregate over one or several levels. */
export function readLevels(
  compiler: Compiler,
  key: string,
  { name, scope }: Aggregate,
  person: string,
): Code {
  const [from, to] = scope.items === 'legs' ? [1, 1] : [scope.from, scope.to]
  const codes: Code[] = []
  for (let level = from; level <= to; level++) {
    const known = compiler.gathers.get(`${key} ${level}`)
    if (!known) throw new NotCompiled('a level that is read before it is gathered')
    codes.push(readGathered(compiler, known, person))
  }
  const [only] = codes
  if (codes.length === 1 && only) return only
  if (name === 'any') return truth(`(${codes.map(asTruth).join('||')})`)
  if (name === 'all') return truth(`(${codes.map(asTruth).join('&&')})`)
  if (name !== 'sum' && name !== 'count') throw new NotCompiled(`${name} over several levels`)
  const { texts, decimals } = aligned(codes.map(asNumberCode))
  return numberCode(`(${texts.join('+')})`, decimals)
}
