import { currencyDigits } from '#shared/money.ts'
import { formatShort, parseDecimal } from '#shared/decimal.ts'

export const SORTS = ['best', 'name', 'price', '-price', 'new'] as const
export type Sort = (typeof SORTS)[number]

/** What a list of goods is asked for, as its address says. Nothing in it is trusted: what is no value is left out. */
export type ListQuery = Readonly<{
  search: string
  sort: Sort | undefined
  page: number
  /** `size:m`, as the checkboxes are named. */
  options: readonly string[]
  least: bigint | undefined
  most: bigint | undefined
  available: boolean
}>

const SEARCH_MAX = 100
const OPTIONS_MAX = 12
const PAGE_MAX = 10_000
const AMOUNT_SIGNS_MAX = 15

/** Reads an address; amounts are typed in units of the currency. */
export function readListQuery(asked: URLSearchParams, currency: string): ListQuery {
  const amount = (name: string): bigint | undefined => {
    const typed = asked.get(name)?.trim().replace(',', '.') ?? ''
    const minor =
      typed.length > AMOUNT_SIGNS_MAX ? 'not_a_number' : parseDecimal(typed, currencyDigits(currency))
    return typeof minor === 'bigint' && minor >= 0n ? minor : undefined
  }
  return {
    search: asked.get('search')?.trim().slice(0, SEARCH_MAX) ?? '',
    sort: SORTS.find((one) => one === asked.get('sort')),
    page: Math.min(Math.max(1, Math.trunc(Number(asked.get('page')) || 1)), PAGE_MAX),
    options: asked
      .getAll('option')
      .filter((pair) => /^[a-z0-9-]{1,40}:[a-z0-9-]{1,40}$/.test(pair))
      .slice(0, OPTIONS_MAX),
    least: amount('least'),
    most: amount('most'),
    available: asked.get('available') === 'only',
  }
}

/** The address of a list with something of it changed; whatever narrows it anew begins at the first page. */
export function listAddress(
  path: string,
  query: ListQuery,
  of: Readonly<{ currency: string; change?: Partial<ListQuery> }>,
): string {
  const { search, sort, page, options, least, most, available } = { ...query, page: 1, ...of.change }
  const said = new URLSearchParams()
  if (search !== '') said.set('search', search)
  if (sort) said.set('sort', sort)
  for (const pair of options) said.append('option', pair)
  if (least !== undefined) said.set('least', typedAmount(least, of.currency))
  if (most !== undefined) said.set('most', typedAmount(most, of.currency))
  if (available) said.set('available', 'only')
  if (page > 1) said.set('page', String(page))
  return said.size === 0 ? path : `${path}?${said.toString().replaceAll('+', '%20')}`
}

/** An amount as it is typed into the field of a price. */
export function typedAmount(minor: bigint, currency: string): string {
  return formatShort(minor, currencyDigits(currency))
}

/** Whether something narrows the list beyond what was looked for. */
export function isNarrowed({ options, least, most, available }: ListQuery): boolean {
  return options.length > 0 || least !== undefined || most !== undefined || available
}
