import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'

type Feature = readonly [name: string, holds: (input: PayInput) => boolean]

function depthOf(input: PayInput): number {
  const parents = new Map(input.people.map((person) => [person.id, person.sponsorId]))
  return Math.max(
    0,
    ...input.people.map(({ id }) => {
      let depth = 0
      for (let one = parents.get(id); one !== undefined; one = parents.get(one)) depth += 1
      return depth
    }),
  )
}

function widestOf(input: PayInput): number {
  const legs = Map.groupBy(input.people, (person) => person.sponsorId)
  return Math.max(0, ...[...legs].filter(([id]) => id !== undefined).map(([, list]) => list.length))
}

const factScopes = ['person', 'order', 'party', 'market', 'company'] as const
const adjustmentKinds = ['volume', 'rank', 'bonus', 'waiver', 'exclusion'] as const

const features: readonly Feature[] = [
  ['somebody inactive', (input) => input.people.some((person) => person.status === 'inactive')],
  ['somebody suspended', (input) => input.people.some((person) => person.status === 'suspended')],
  ['somebody terminated', (input) => input.people.some((person) => person.status === 'terminated')],
  ['a customer', (input) => input.people.some((person) => person.kind === 'retail')],
  ['a company position', (input) => input.people.some((person) => person.kind === 'company')],
  ['a rank in the list of people', (input) => input.people.some((person) => person.rank !== undefined)],
  ['a chain of eight or more', (input) => depthOf(input) >= 8],
  ['four legs or more', (input) => widestOf(input) >= 4],
  ['several tops', (input) => input.people.filter((person) => person.sponsorId === undefined).length > 1],
  [
    'several positions of an owner',
    (input) =>
      [...Map.groupBy(input.people, (person) => person.ownerId)].some(
        ([owner, list]) => owner !== undefined && list.length > 1,
      ),
  ],
  [
    'a third side',
    (input) => input.people.some((person) => person.places.get('placement')?.side === 'third'),
  ],
  ['a return of a known order', (input) => input.lines.some((line) => line.ofOrderId !== '')],
  [
    'a return of no known order',
    (input) => input.lines.some((line) => line.type === 'return' && line.ofOrderId === ''),
  ],
  ['a guest', (input) => input.lines.some((line) => line.buyerId === '' && line.sellerId !== '')],
  ['an order of nobody', (input) => input.lines.some((line) => line.buyerId === '' && line.sellerId === '')],
  [
    'orders at the same time',
    (input) =>
      [...Map.groupBy(input.lines, (line) => line.atMs)].some(
        ([, list]) => new Set(list.map((line) => line.orderId)).size > 1,
      ),
  ],
  ['an order of several lines', (input) => input.lines.some((line) => line.row > 1)],
  ['an order of a party', (input) => input.lines.some((line) => line.partyId !== '')],
  ['a party that closes later', (input) => input.parties.some((party) => party.closedAtMs !== undefined)],
  ...factScopes.map((scope): Feature => [
    `a fact of scope ${scope}`,
    (input) => input.facts.some((fact) => fact.scope === scope),
  ]),
  ['given pay', (input) => input.earned.length > 0],
  ['a link', (input) => input.links.some((link) => link.parentId !== undefined)],
  ['a link that takes out of a tree', (input) => input.links.some((link) => link.parentId === undefined)],
  ...adjustmentKinds.map((kind): Feature => [
    `a correction of a ${kind}`,
    (input) => input.adjustments.some((row) => row.kind === kind),
  ]),
  ['a correction with an end', (input) => input.adjustments.some((row) => row.untilMs !== undefined)],
  ['rates', (input) => input.rates.length > 0],
  ['state of earlier periods', (input) => input.state.length > 0],
]

/** The traits of a field that are counted. */
export const fieldFeatures: readonly string[] = features.map(([name]) => name)

export function featuresOf(input: PayInput): readonly string[] {
  return features.filter(([, holds]) => holds(input)).map(([name]) => name)
}
