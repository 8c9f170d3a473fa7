import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './faults.ts'

/** A throw-away copy of the program, with the same packages: faults are planted there and never in the working tree. */
export type TreeCopy = Readonly<{
  path: string
  /** Writes files over those of the copy, does the work, and puts the old ones back. */
  with: <T>(files: ReadonlyMap<string, string>, work: () => Promise<T>) => Promise<T>
  remove: () => Promise<void>
}>

const parts = ['src', 'test', 'scripts', 'examples', 'package.json', 'tsconfig.json', 'vitest.config.ts']

export async function copyTree(): Promise<TreeCopy> {
  const path = await mkdtemp(join(tmpdir(), 'openfield-mutants-'))
  const copied = (part: string): Promise<void> => cp(join(root, part), join(path, part), { recursive: true })
  await Promise.all(parts.map(copied))
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'), 'dir')
  return {
    path,
    async with(files, work) {
      try {
        await Promise.all([...files].map(([file, text]) => writeFile(join(path, file), text)))
        return await work()
      } finally {
        await Promise.all([...files.keys()].map(copied))
      }
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
}
