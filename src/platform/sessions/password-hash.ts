import { hash, verify } from '@node-rs/argon2'

// Argon2id with the least memory and time of OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A salted hash that carries its own parameters. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

/**
 * Whether the password is the one that was hashed. Without a hash (no such account, or not yet activated) the same
 * work is done for nothing, so that the time does not tell which logins exist.
 */
export async function checkPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const right = await verify(stored ?? (await standIn), password.normalize('NFKC'))
  return right && typeof stored === 'string'
}

const standIn = hashPassword('the password of nobody')
