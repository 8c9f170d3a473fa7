import { readFile } from 'node:fs/promises'

/** The text of a file, or the reason why it cannot be read. */
export async function readTextFile(path: string): Promise<Readonly<{ text: string } | { reason: string }>> {
  try {
    return { text: await readFile(path, 'utf8') }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}
