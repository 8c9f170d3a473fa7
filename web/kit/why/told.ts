import type { explainMine } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'

export type Explanation = Inside<typeof explainMine, 'response'>
export type Source = Explanation['sources'][number]
/** A part of an explanation that opens: one source, the team of somebody below, or the next of a list. */
export type Part = Readonly<{ source?: string; leg?: string; from?: number }>

/** The part that an address asks for. */
export function partIn(params: URLSearchParams): Part {
  const [source, leg, from] = ['source', 'leg', 'from'].map((name) => params.get(name))
  return {
    ...(source ? { source } : {}),
    ...(leg ? { leg } : {}),
    ...(from ? { from: Number(from) } : {}),
  }
}

/** A part as the end of an address; nothing for the whole. */
export function partAddress(part: Part): string {
  return Object.entries(part)
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
    .join('')
}

export type Stop = Source['path'][number]

/** A name as far as the viewer may see it; otherwise the code. */
export function shownName(person: Readonly<{ code: string; name: string | null }>): string {
  return person.name ?? person.code
}
