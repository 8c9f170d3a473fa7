import type { FieldPerson } from '../engine/field.ts'
import {
  orderTypes,
  personKinds,
  personStatuses,
  type OrderType,
  type PersonKind,
  type PersonStatus,
} from '../plan/plan.ts'
import { byteReader, byteWriter } from './bytes.ts'

/** A person frozen for a period, with the internal id beside the code that files and people use. */
export type SnapshotPerson = FieldPerson & Readonly<{ personId: bigint }>

/** An order frozen for a period; people by code, '' for nobody; volumes in micro-units in the order of `volumeNames`. */
export type SnapshotOrder = Readonly<{
  code: string
  atMs: number
  type: OrderType
  buyer: string
  seller: string
  currency: string
  amountMinor: bigint
  volumes: readonly bigint[]
}>

/** Everything that a period's pay is computed from. */
export type Snapshot = Readonly<{
  period: string
  cutSeq: bigint
  planHash: string
  volumeNames: readonly string[]
  people: readonly SnapshotPerson[]
  orders: readonly SnapshotOrder[]
}>

const FORMAT = 1

/**
 * The canonical bytes of a snapshot: little-endian, people sorted by code, orders by time and code, texts length-prefixed.
 * The same facts give the same bytes whatever order they were read in; the stored bytes are what is hashed.
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const out = byteWriter()
  out.text('openfield snapshot')
  out.u32(FORMAT)
  out.text(snapshot.period)
  out.i64(snapshot.cutSeq)
  out.text(snapshot.planHash)
  out.u32(snapshot.volumeNames.length)
  for (const name of snapshot.volumeNames) out.text(name)
  const people = snapshot.people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  out.u32(people.length)
  for (const person of people) {
    out.text(person.id)
    out.i64(person.personId)
    out.text(person.sponsorId ?? '')
    out.u8(personKinds.indexOf(person.kind))
    out.u8(personStatuses.indexOf(person.status))
    out.text(person.rank ?? '')
  }
  const orders = snapshot.orders.toSorted((a, b) => a.atMs - b.atMs || (a.code < b.code ? -1 : 1))
  out.u32(orders.length)
  for (const order of orders) {
    out.text(order.code)
    out.i64(BigInt(order.atMs))
    out.u8(orderTypes.indexOf(order.type))
    out.text(order.buyer)
    out.text(order.seller)
    out.text(order.currency)
    out.i64(order.amountMinor)
    for (const volume of order.volumes) out.i64(volume)
  }
  return out.bytes()
}

/** The snapshot of canonical bytes. Throws when they are none. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const input = byteReader(bytes)
  if (input.text() !== 'openfield snapshot' || input.u32() !== FORMAT)
    throw new Error('these bytes are no snapshot that this version reads')
  const period = input.text()
  const cutSeq = input.i64()
  const planHash = input.text()
  const volumeNames = list(input.u32(), () => input.text())
  const people = list(input.u32(), (): SnapshotPerson => {
    const [id, personId, sponsor] = [input.text(), input.i64(), input.text()]
    const kind: PersonKind = wordAt(personKinds, input.u8())
    const status: PersonStatus = wordAt(personStatuses, input.u8())
    const rank = input.text()
    return {
      id,
      personId,
      sponsorId: sponsor === '' ? undefined : sponsor,
      kind,
      status,
      rank: rank === '' ? undefined : rank,
    }
  })
  const orders = list(input.u32(), (): SnapshotOrder => {
    const code = input.text()
    const atMs = Number(input.i64())
    const type: OrderType = wordAt(orderTypes, input.u8())
    const [buyer, seller, currency] = [input.text(), input.text(), input.text()]
    const amountMinor = input.i64()
    return {
      code,
      atMs,
      type,
      buyer,
      seller,
      currency,
      amountMinor,
      volumes: volumeNames.map(() => input.i64()),
    }
  })
  input.end()
  return { period, cutSeq, planHash, volumeNames, people, orders }
}

function list<T>(count: number, read: () => T): T[] {
  return Array.from({ length: count }, read)
}

function wordAt<W extends string>(words: readonly W[], index: number): W {
  const word = words[index]
  if (word === undefined) throw new Error(`the snapshot has the unknown word number ${index}`)
  return word
}
