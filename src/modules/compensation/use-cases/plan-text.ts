import { readTextFile } from '#platform/text-files/read-text.ts'
import { RunFilesError } from './run-error.ts'

/** The text of a plan file. Throws RunFilesError where it cannot be read. */
export async function planTextOf(path: string): Promise<string> {
  const source = await readTextFile(path)
  if ('reason' in source) throw new RunFilesError([`${path}: the plan cannot be read (${source.reason})`])
  return source.text
}
