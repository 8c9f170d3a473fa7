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

/** Forgets what is asked and gathered from now on: what is not renewed any more must not be read by another form. */
function marked({ renewal, asked, columns, gathers }: Compiler): () => void {
  const lists = [renewal?.steps ?? [], asked.numbers, asked.bytes]
  const lengths = lists.map(({ length }) => length)
  const maps = [columns, gathers].map((map) => ({ map, known: new Set(map.keys()) }))
  const refused = renewal?.refused
  return () => {
    lists.forEach((list, at) => list.splice(lengths[at] ?? 0))
    for (const { map, known } of maps) for (const key of map.keys()) if (!known.has(key)) map.delete(key)
    if (renewal) renewal.refused = refused
  }
}
