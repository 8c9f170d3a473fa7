import { intsBy, startsOf, type Texts, type Words } from '../frozen/byte-columns.ts'
import type { FrozenColumns, LineColumns, StateColumns } from '../frozen/columns.ts'
import { growingInts } from '../frozen/growing.ts'
import { numberedWords } from '../frozen/numbered-words.ts'
import { personKinds } from '../language/words.ts'
import { standingsAt } from '../passes/of-frozen/standings.ts'
import { standingNames } from '../pay/history.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/** Whether a line is own consumption of the field: somebody bought it who is a distributor at the end of the period. */
export function ownConsumption(columns: FrozenColumns, period: Stretch): (row: number) => boolean {
  const { kind } = standingsAt(columns, period.untilMs - 1)
  const distributor = personKinds.indexOf('distributor')
  const { buyer } = columns.lines
  return (row) => kind[buyer[row] ?? -1] === distributor
}

/** Sales of a period in a currency, in millionths of a major unit: all of them, and those of some lines. */
export function salesOf(
  { lines }: Pick<FrozenColumns, 'lines'>,
  of: Readonly<{ period: Stretch; currency: string; isOwn: (row: number) => boolean }>,
): Readonly<{ all: bigint; own: bigint }> {
  const counts = lines.currency.words.map((word) => word === '' || word === of.currency)
  let [all, own] = [0n, 0n]
  for (let row = 0; row < lines.atMs.length; row++) {
    const at = lines.atMs[row] ?? 0
    if (at < of.period.fromMs || at >= of.period.untilMs) continue
    if (counts[lines.currency.place[row] ?? 0] !== true) continue
    const amount = lines.amount[row] ?? 0n
    all += amount
    if (of.isOwn(row)) own += amount
  }
  return { all, own }
}

/** The lines of which something holds, in their order. */
export function linesWhere(lines: LineColumns, keep: (row: number) => boolean): LineColumns {
  const kept = growingInts()
  for (let row = 0; row < lines.atMs.length; row++) if (keep(row)) kept.push(row)
  const rows = kept.values()
  const ints = (values: Int32Array) => intsBy(rows.length, (at) => values[rows[at] ?? 0] ?? 0)
  const bigs = (values: BigInt64Array) => {
    const some = new BigInt64Array(rows.length)
    for (let at = 0; at < rows.length; at++) some[at] = values[rows[at] ?? 0] ?? 0n
    return some
  }
  const words = (values: Words) => wordsAt(values, rows)
  const atMs = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) atMs[at] = lines.atMs[rows[at] ?? 0] ?? 0
  return {
    orders: textsAt(lines.orders, rows),
    row: ints(lines.row),
    atMs,
    buyer: ints(lines.buyer),
    seller: ints(lines.seller),
    type: words(lines.type),
    product: words(lines.product),
    category: words(lines.category),
    currency: words(lines.currency),
    ofOrder: words(lines.ofOrder),
    party: words(lines.party),
    quantity: bigs(lines.quantity),
    amount: bigs(lines.amount),
    volumes: lines.volumes.map(({ name, micro }) => ({ name, micro: bigs(micro) })),
    attributes: lines.attributes.map(({ name, of }) => ({ name, of: words(of) })),
  }
}

/** Only words that are used stay, as plans ask which there are. */
function wordsAt({ words, place }: Words, rows: Int32Array): Words {
  return numberedWords(
    words,
    intsBy(rows.length, (at) => place[rows[at] ?? 0] ?? 0),
  )
}

/** Rows that follow each other are cut out in one piece. */
function textsAt({ lengths, all }: Texts, rows: Int32Array): Texts {
  const starts = startsOf(lengths)
  const some = new Uint32Array(rows.length)
  const pieces: string[] = []
  let first = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0
    some[at] = lengths[row] ?? 0
    if (rows[at + 1] === row + 1) continue
    pieces.push(all.slice(starts[rows[first] ?? 0], starts[row + 1]))
    first = at + 1
  }
  return { lengths: some, all: pieces.join('') }
}

/**
 * A state without volume of earlier periods: how everybody stood, and what is paid once and was, stays; volumes that were carried
 * or gathered go.
 */
export function withoutVolume(state: StateColumns): StateColumns {
  const stays = state.name.words.map(
    (name) => standingNames.includes(name) || name === 'earned rank' || name.endsWith(' once'),
  )
  const kept = growingInts()
  for (let row = 0; row < state.person.length; row++)
    if (stays[state.name.place[row] ?? 0] === true) kept.push(row)
  const rows = kept.values()
  return {
    person: intsBy(rows.length, (at) => state.person[rows[at] ?? 0] ?? 0),
    name: wordsAt(state.name, rows),
    period: wordsAt(state.period, rows),
    value: wordsAt(state.value, rows),
  }
}
