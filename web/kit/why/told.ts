import type { explainMine } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'

export type Explanation = Inside<typeof explainMine, 'response'>
export type Source = Explanation['sources'][number]
export type Stop = Source['path'][number]

/** A name as far as the viewer may see it; otherwise the code. */
export function shownName(person: Readonly<{ code: string; name: string | null }>): string {
  return person.name ?? person.code
}
