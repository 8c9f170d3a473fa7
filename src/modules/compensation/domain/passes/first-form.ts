import { NotCompiled } from './code.ts'
import type { Compiler } from './compiler.ts'

/**
 * The first of several forms that says what a plan asks. One that does not leaves nothing behind: what it asked of everybody is
 * asked again by the next, whose steps are kept.
 */
export function firstForm<T>(compiler: Compiler, forms: readonly [() => T, ...(() => T)[]]): T {
  const [form, ...others] = forms
  const [next, ...rest] = others
  if (!next) return form()
  const forget = marked(compiler)
  try {
    return form()
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error
    forget()
    return firstForm(compiler, [next, ...rest])
  }
}

/** Takes back what is kept from now on. */
function marked({ renewal, asked, gathers }: Compiler): () => void {
  const lists = [renewal?.steps ?? [], asked.numbers, asked.bytes]
  const lengths = lists.map(({ length }) => length)
  const known = new Set(gathers.keys())
  const refused = renewal?.refused
  return () => {
    lists.forEach((list, at) => list.splice(lengths[at] ?? 0))
    for (const key of gathers.keys()) if (!known.has(key)) gathers.delete(key)
    if (renewal) renewal.refused = refused
  }
}
