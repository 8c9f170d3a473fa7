import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** The names in a folder; none where it does not exist. */
export async function namesInFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** The names in a folder, or undefined where something else has that name. */
export async function namesIfFolder(path: string): Promise<readonly string[] | undefined> {
  try {
    return await namesInFolder(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined
    throw error
  }
}

/**
 * Writes a folder in one step: `fill` writes into a folder beside the target, which then takes the target's place.
 * `inside` are folders within it that `fill` writes into. When `fill` fails nothing is left behind and the target stays as
 * it was.
 */
export async function writeWholeFolder(
  target: string,
  fill: (pathOf: (name: string) => string) => Promise<void>,
  inside: readonly string[] = [],
): Promise<void> {
  const whole = resolve(target)
  await mkdir(dirname(whole), { recursive: true })
  const folder = await mkdtemp(join(dirname(whole), `.${basename(whole)}-`))
  try {
    for (const name of inside) await mkdir(join(folder, name))
    await fill((name) => join(folder, name))
    await rm(whole, { recursive: true, force: true })
    await rename(folder, whole)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(path, text)
}

export function fileName(path: string): string {
  return basename(path)
}
