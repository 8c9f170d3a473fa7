const known = new Map<string, Buffer>()

/** A word that stands in many rows, as bytes that are made once. */
export function wordBytes(word: string): Buffer {
  const made = known.get(word)
  if (made) return made
  const bytes = Buffer.from(word)
  known.set(word, bytes)
  return bytes
}
