import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applied, readPatch, type Patch } from './patch.ts'

/** A planted fault of the pay engine. */
export type Fault = Readonly<{ name: string; patch: Patch }>

export const root = join(import.meta.dirname, '../..')

/** All planted faults, by name. */
export async function readFaults(): Promise<readonly Fault[]> {
  const folder = join(root, 'test/mutants')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.patch')).toSorted()
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.patch'.length),
      patch: readPatch(await readFile(join(folder, file), 'utf8')),
    })),
  )
}

/** The files of a source tree with a fault in them, by path; or why the fault no longer fits the source. */
export async function faultyFiles(
  { patch }: Fault,
  tree: string,
): Promise<Readonly<{ files: ReadonlyMap<string, string> } | { problem: string }>> {
  const files = new Map<string, string>()
  for (const { path, hunks } of patch.files) {
    // One or two small files; a missing one is a stale patch like any other.
    // oxlint-disable-next-line no-await-in-loop
    const text = await readFile(join(tree, path), 'utf8').catch(() => '')
    const made = applied(text, hunks)
    if ('problem' in made) return { problem: `${path}: ${made.problem}` }
    files.set(path, made.text)
  }
  return { files }
}
