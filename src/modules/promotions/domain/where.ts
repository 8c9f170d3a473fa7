import { isOf } from './basket.ts'
import type { Selection } from './promotion.ts'
import type { Stack } from './stacks.ts'

/** Which stacks are of a selection: each, and the places of those that are. */
type Where = Readonly<{ mask: readonly boolean[]; places: readonly number[] }>

const asked = new WeakMap<readonly Stack[], Map<Selection | string, Where>>()

/** Where the pieces of a selection are. Asked again for the same stacks, also by another promotion, it is not worked out again. */
export function whereOf(stacks: readonly Stack[], selection: Selection): Where {
  const known = asked.get(stacks) ?? new Map<Selection | string, Where>()
  asked.set(stacks, known)
  const before = known.get(selection)
  if (before) return before
  const text = textOf(selection)
  const found = known.get(text) ?? lookFor(stacks, selection)
  known.set(text, found)
  known.set(selection, found)
  return found
}

function lookFor(stacks: readonly Stack[], selection: Selection): Where {
  const mask = stacks.map((stack) => isOf(stack.goods, selection))
  return { mask, places: [...mask.keys()].filter((place) => mask[place]) }
}

const written = new WeakMap<object, string>()

/** A part of a promotion as a text: parts of one text say the same. */
export function textOf(part: object): string {
  const known = written.get(part)
  if (known !== undefined) return known
  const text = JSON.stringify(part, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  written.set(part, text)
  return text
}
