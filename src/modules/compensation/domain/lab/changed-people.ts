import { totalsOf, type Compared } from './compare.ts'

/** Whoever is paid or stands otherwise: rows by person and currency, over all months, with the ranks of the last one. */
export type ChangedPeople = Readonly<{
  person: Int32Array
  before: BigInt64Array
  after: BigInt64Array
  rankBefore: Int32Array
  rankAfter: Int32Array
}>

/** The people whom a currency pays otherwise; those whose rank alone changes are told in the plan's currency. */
export function changedPeople(of: Compared, currency: string): ChangedPeople {
  const totals = totalsOf(of.months, of.people.ids.length, currency)
  const last = of.months.at(-1)
  const isMain = currency === of.currency
  const rank = (side: 'before' | 'after', person: number): number => last?.[side].rank[person] ?? 0
  const name = (side: 'before' | 'after', person: number) => of.ranks[side][rank(side, person) - 1]
  const differs = (person: number): boolean =>
    totals.before[person] !== totals.after[person] ||
    (isMain && name('before', person) !== name('after', person))
  let count = 0
  const person = new Int32Array(of.people.ids.length)
  for (let at = 0; at < person.length; at++) if (differs(at)) person[count++] = at
  const rows = person.slice(0, count)
  return {
    person: rows,
    before: takeBigs(totals.before, rows),
    after: takeBigs(totals.after, rows),
    rankBefore: rows.map((at) => rank('before', at)),
    rankAfter: rows.map((at) => rank('after', at)),
  }
}

function takeBigs(values: BigInt64Array, rows: Int32Array): BigInt64Array {
  const taken = new BigInt64Array(rows.length)
  for (let at = 0; at < rows.length; at++) taken[at] = values[rows[at] ?? 0] ?? 0n
  return taken
}
