import { readPlan } from '#modules/compensation/domain/language/read-plan.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { PayCase } from './cases.ts'

/** Rules that a longer one may be replaced by while a counter-example is made small. */
const PLAIN = ['true', 'false', '1', 'PV', '10 %', '100']

/** Takes away from a case whatever can be taken while it still shows the same fault. */
export function smallestCase(first: PayCase, isFault: (plan: Plan, one: PayCase) => boolean): PayCase {
  const holds = (one: PayCase): boolean => {
    const read = readPlan(one.document)
    return 'plan' in read && isFault(read.plan, one)
  }
  let best = first
  for (let changed = true; changed;) {
    changed = false
    for (const smaller of [...inputsBelow(best.input)].map((input) => ({ ...best, input })))
      if (holds(smaller)) {
        best = smaller
        changed = true
        break
      }
    if (changed) continue
    for (const document of documentsBelow(best.document)) {
      const smaller = { ...best, document }
      if (!holds(smaller)) continue
      best = smaller
      changed = true
      break
    }
  }
  return best
}

function* inputsBelow(input: PayInput): Generator<PayInput> {
  for (const [key, list] of Object.entries(input)) {
    if (!Array.isArray(list) || key === 'trees') continue
    for (let size = list.length; size >= 1; size = Math.floor(size / 2))
      for (let at = 0; at + size <= list.length; at += size)
        yield withoutGaps({
          ...input,
          [key]: list.filter((_: unknown, index) => index < at || index >= at + size),
        })
  }
  for (const [at, one] of input.people.entries()) {
    const plainer = { ...one, ownerId: undefined, attributes: new Map(), rank: undefined }
    const change = (person: typeof one) => ({ ...input, people: input.people.with(at, person) })
    if (one.ownerId !== undefined) yield change({ ...one, ownerId: undefined })
    if (one.rank !== undefined) yield change({ ...one, rank: undefined })
    if (one.attributes.size > 0) yield change({ ...one, attributes: plainer.attributes })
    if (one.status !== 'active') yield change({ ...one, status: 'active' })
    if (one.kind !== 'distributor') yield change({ ...one, kind: 'distributor' })
  }
}

/** Who stood below somebody who was taken away stands alone. */
function withoutGaps(input: PayInput): PayInput {
  const ids = new Set(input.people.map((person) => person.id))
  const known = (id: string | undefined) => (id !== undefined && ids.has(id) ? id : undefined)
  return {
    ...input,
    people: input.people.map((person) => ({
      ...person,
      sponsorId: known(person.sponsorId),
      places: new Map(
        [...person.places].flatMap(([tree, { parentId, side }]) =>
          known(parentId) === undefined ? [] : [[tree, { parentId, side }] as const],
        ),
      ),
    })),
    lines: input.lines.filter((line) =>
      [line.buyerId, line.sellerId].every((id) => id === '' || ids.has(id)),
    ),
    adjustments: input.adjustments.filter((row) => ids.has(row.personId)),
    earned: input.earned.filter((row) => ids.has(row.personId)),
    state: input.state.filter((row) => row.personId === '' || ids.has(row.personId)),
    links: input.links.filter(
      (link) => ids.has(link.personId) && (link.parentId === undefined || ids.has(link.parentId)),
    ),
  }
}

function* documentsBelow(document: PayCase['document']): Generator<PayCase['document']> {
  for (const smaller of partsBelow(document)) if (isDocument(smaller)) yield smaller
}

function isDocument(value: unknown): value is PayCase['document'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function* partsBelow(part: unknown): Generator {
  if (typeof part === 'string') {
    if (part.length > 6 && !part.startsWith('attr:')) yield* PLAIN.filter((plain) => plain !== part)
    return
  }
  if (Array.isArray(part)) {
    const list: readonly unknown[] = part
    for (const at of list.keys()) yield list.filter((_, index) => index !== at)
    for (const [at, inner] of list.entries())
      for (const smaller of partsBelow(inner)) yield list.map((one, index) => (index === at ? smaller : one))
    return
  }
  if (!isDocument(part)) return
  const entries = Object.entries(part)
  for (const [key] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== key))
  for (const [key, inner] of entries)
    for (const smaller of partsBelow(inner)) yield { ...part, [key]: smaller }
}

/** A case as text: the plan, and of the field what is not empty. */
export function caseText(one: PayCase): string {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint') return Number(value) / 1_000_000
    if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]))
    if (Array.isArray(value)) return value.map(plain)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(
          ([, inner]) => inner !== undefined && inner !== '' && !(inner instanceof Map && inner.size === 0),
        )
        .map(([key, inner]) => [
          key,
          key.endsWith('Ms') ? new Date(Number(inner)).toISOString() : plain(inner),
        ]),
    )
  }
  const lists = Object.entries(one.input).filter(([, list]) => list.length > 0)
  const rows = lists.map(
    ([name, list]) => `${name}:\n${list.map((row) => `  ${JSON.stringify(plain(row))}`).join('\n')}`,
  )
  return `period ${one.label}\n${JSON.stringify(one.document, null, 1)}\n${rows.join('\n')}`
}
