import { hashToken } from '#platform/sessions/token.ts'
import type { OrderKey } from './place-order.ts'

/** The secret of an order's status page: the same for a repeated key, and nothing of it is stored but its hash. */
export function statusToken(seed: Buffer, key: OrderKey): string {
  const parts = [key.channel, key.scope, key.key, key.payloadHash.toString('hex')]
  const inner = hashToken(JSON.stringify(['order status', ...parts]))
  return hashToken(seed.toString('hex') + inner.toString('hex')).toString('base64url')
}

/** The order's journal has an id made of the order's key, so that one key can never post twice. */
export function journalId(key: OrderKey): string {
  const text = JSON.stringify(['order journal', key.channel, key.scope, key.key])
  return uuidOf(hashToken(text))
}

/** A UUID of version 8 (RFC 9562: of the maker's own contents) from the first 16 bytes of a hash. */
export function uuidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
