import type { Expression, Hop } from '../expression.ts'

/** Names of fields that read better with an article. */
const articled = new Set([
  'rank',
  'earned rank',
  'career rank',
  'previous rank',
  'kind',
  'status',
  'market',
  'side',
  'days since joining',
  'type',
  'product',
  'category',
  'date',
  'order number',
  'buyer',
  'seller',
  'party',
  'host',
  'level',
  'path rank',
  'total',
  'amount',
  'quantity',
  'period start',
  'period end',
])

/** A field as a noun: "the buyer’s kind". */
export function fieldNoun(field: Extract<Expression, { node: 'field' }>): string {
  const name =
    field.name === 'path rank'
      ? 'highest rank in between'
      : field.name === 'joined'
        ? 'day of joining'
        : field.of === 'fact'
          ? `fact “${field.name}”`
          : field.of === 'attribute'
            ? `attribute “${field.name}”`
            : field.name
  const who = whose(field.hops)
  // Of a name that begins with the word itself once is enough: "one’s own activity".
  if (who !== '') return `${who} ${name}`.replace(/^one’s own own /, 'one’s own ')
  return articled.has(field.name) || field.of === 'fact' || field.of === 'attribute' || name !== field.name
    ? `the ${name}`
    : name
}

const owners: Readonly<Record<Hop, string>> = {
  self: 'the person outside',
  source: 'the source',
  line: 'the line',
  order: 'the order',
  buyer: 'the buyer',
  seller: 'the seller',
  party: 'the party',
  host: 'the host',
}

/** Whom the hops before a name lead to. */
export function owner(hops: readonly Hop[]): string {
  const last = hops.findLast((hop) => hop !== 'line' || hops.length === 1)
  return last === undefined ? 'the person' : owners[last]
}

/** "the buyer’s"; '' for what stands alone. */
export function whose(hops: readonly Hop[]): string {
  if (hops.length === 0) return ''
  return hops[0] === 'self' && hops.length === 1 ? 'one’s own' : `${owner(hops)}’s`
}
