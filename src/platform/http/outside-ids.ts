import { hkdfSync } from 'node:crypto'
import { createOpaqueIds, type OpaqueIds } from '#shared/opaque-id.ts'

/** The outside ids of an installation, from its seed: the same on all nodes, other ones in every installation. */
export function outsideIds(seed: Buffer): OpaqueIds {
  const key = Buffer.from(hkdfSync('sha256', seed, '', 'openfield outside ids', 16))
  return createOpaqueIds([
    key.readUInt32BE(0),
    key.readUInt32BE(4),
    key.readUInt32BE(8),
    key.readUInt32BE(12),
  ])
}
