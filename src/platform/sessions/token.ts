import { createHash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32

/** A new secret for a session or a one-time link: the text for its holder, and the hash that is stored. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** SHA-256 of a token. The token has 256 bits of chance, so that a slow hash would add nothing. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
