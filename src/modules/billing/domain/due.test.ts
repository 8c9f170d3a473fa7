import { array, assert, bigInt, boolean, constantFrom, nat, property, record, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { pieceShares } from '#modules/orders/api.ts'
import { taxesOf } from './document.ts'
import { toIssue, type DueOrder, type Issued, type ShareOf } from './due.ts'

type Change = DueOrder['changes'][number]

const share: ShareOf = (line, before, after) =>
  pieceShares({ ...line, promotions: [], volumes: new Map() }, before, after)

const drawnLine = record({
  quantity: nat(5).map((more) => more + 1),
  unitMinor: bigInt(1n, 3_001n),
  offPpm: bigInt(0n, 1_000_000n),
}).map(({ quantity, unitMinor, offPpm }) => {
  const gross = unitMinor * BigInt(quantity)
  const discountMinor = (gross * offPpm) / 1_000_000n
  const totalMinor = gross - discountMinor
  const money = { unitMinor, discountMinor, totalMinor, taxMinor: totalMinor / 5n, ratePpm: 250_000n }
  return { code: '100014', name: 'Soap', quantity, ...money }
})
const drawnStep = tuple(constantFrom('send', 'send', 'cancel', 'return', 'return'), nat(2), nat(3), boolean())

/** What was taken back, kept and given back of delivery, piece by piece in the order of the changes, as the books have it. */
function leftOf(order: DueOrder): bigint {
  let left = order.shipping.minor
  const back = new Map<number, number>()
  for (const { kind, lines, shippingMinor, feeMinor } of order.changes) {
    left += feeMinor - shippingMinor
    for (const { line, quantity } of lines)
      if (kind !== 'send') back.set(line, (back.get(line) ?? 0) + quantity)
  }
  for (const line of order.lines) left += line.totalMinor - share(line, 0, back.get(line.line) ?? 0).minor
  return left
}

test('whatever is sent, cancelled and returned of discounted lines, documents add up to what is left, and none takes back more than it billed', () => {
  const drawn = record({
    lines: array(drawnLine, { minLength: 1, maxLength: 3 }),
    shippingMinor: constantFrom(0n, 4_900n),
    steps: array(drawnStep, { minLength: 1, maxLength: 14 }),
    feePpm: constantFrom(0n, 100_000n),
  })
  assert(
    property(drawn, ({ lines, shippingMinor, steps, feePpm }) => {
      const changes: Change[] = []
      const issued: Issued[] = []
      const order: DueOrder = {
        lines: lines.map((line, at) => ({ ...line, line: at + 1 })),
        shipping: { minor: shippingMinor, taxMinor: shippingMinor / 5n, ratePpm: 250_000n },
        changes,
      }
      const left = order.lines.map(({ quantity }) => ({ waits: quantity, sent: 0 }))
      let shippingLeft = shippingMinor
      const add = (kind: Change['kind'], pieces: readonly number[], isLast: boolean): void => {
        const taken = pieces.flatMap((quantity, at) => (quantity === 0 ? [] : [{ line: at + 1, quantity }]))
        if (taken.length === 0) return
        for (const { line, quantity } of taken) {
          const of = left[line - 1]
          if (!of) continue
          if (kind === 'return') of.sent -= quantity
          else of.waits -= quantity
          if (kind === 'send') of.sent += quantity
        }
        // Delivery goes back with the last piece.
        const isNothingLeft = left.every(({ waits, sent }) => waits + sent === 0)
        const back = kind !== 'send' && isNothingLeft ? shippingLeft : 0n
        shippingLeft -= back
        const goods = taken.reduce((all, { line, quantity }) => {
          const of = order.lines[line - 1]
          return of ? all + share(of, 0, quantity).minor : all
        }, 0n)
        changes.push({
          number: changes.length + 1,
          kind,
          lines: taken,
          shippingMinor: back,
          shippingTaxMinor: back / 5n,
          // A lost cent more or less would be more than came back.
          feeMinor: kind === 'return' && goods > 10n ? (goods * feePpm) / 1_000_000n : 0n,
        })
        if (!isLast && changes.length % 3 === 0) return
        issueAll(order, issued)
      }
      for (const [kind, at, most, isWhole] of steps) {
        const pieces = left.map(({ waits, sent }, place) => {
          const there = kind === 'return' ? sent : waits
          return isWhole || place === at % left.length ? Math.min(there, isWhole ? there : most) : 0
        })
        add(kind === 'send' || kind === 'cancel' ? kind : 'return', pieces, false)
      }
      add(
        'cancel',
        left.map(({ waits }) => waits),
        true,
      )
      issueAll(order, issued)
      const isSent = changes.some(({ kind }) => kind === 'send')
      expect(sum(issued)).toBe(isSent ? leftOf(order) : 0n)
      for (const invoice of issued.filter(({ kind }) => kind === 'invoice')) {
        const credits = issued.filter(({ correctsId }) => correctsId === invoice.id)
        for (const one of [invoice, ...credits]) {
          expect(sum([{ ...one, kind: 'invoice' }])).toBeGreaterThanOrEqual(0n)
          for (const { taxMinor } of taxesOf(one.items)) expect(taxMinor).toBeGreaterThanOrEqual(0n)
        }
        expect(sum([invoice, ...credits])).toBeGreaterThanOrEqual(0n)
      }
    }),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 20_000 : 400 },
  )
})

/** Issues what is due by now, as the program does after each change that is told. */
function issueAll(order: DueOrder, issued: Issued[]): void {
  const documents = toIssue(order, {
    due: 'shipment',
    upTo: order.changes.length,
    issued: [...issued],
    share,
  })
  for (const { corrects, items } of documents)
    issued.push({
      id: BigInt(issued.length + 1),
      kind: corrects === undefined ? 'invoice' : 'credit_note',
      correctsId: corrects ?? null,
      items,
    })
}

function sum(documents: readonly Issued[]): bigint {
  return documents.reduce(
    (all, { kind, items }) =>
      items.reduce((total, { totalMinor }) => total + (kind === 'invoice' ? totalMinor : -totalMinor), all),
    0n,
  )
}
