import { hash as digestOf } from 'node:crypto'

/** What stands for the content of a request, and the id that is made of it. */
export type Mark = Readonly<{ hash: Uint8Array; uuid: Uint8Array }>

const NUMBER_BYTES = 6

/**
 * Gives each number of a kind a hash and a UUID of version 8 (RFC 9562) of their own, in the same two buffers each time: the number
 * stands in front, so that they rise with it and their indexes are made of rows in order.
 */
export function marks(kind: string): (number: number) => Mark {
  const hash = digestOf('sha256', `demonstration ${kind}`, 'buffer')
  const uuid = Buffer.from(hash.subarray(0, 16))
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x80
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  return (number) => {
    hash.writeUIntBE(number, 0, NUMBER_BYTES)
    uuid.writeUIntBE(number, 0, NUMBER_BYTES)
    return { hash, uuid }
  }
}
