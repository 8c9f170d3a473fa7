import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartError } from '../config/start-error.ts'

/** The system account that PostgreSQL runs as when the program itself runs as root. */
export type Account = Readonly<{ name: string; uid: number; gid: number }>

/**
 * PostgreSQL refuses to run as root, so an account that already exists on every system is borrowed:
 * `postgres` where a distribution made one, else `nobody`. Undefined when the program is not root.
 */
export async function chooseAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n')
  for (const wanted of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':')
    const uid = Number(fields?.[2])
    const gid = Number(fields?.[3])
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0) return { name: wanted, uid, gid }
  }
  throw new StartError(
    'The program runs as root, PostgreSQL may not, and the system has neither a "postgres" nor a "nobody" account. ' +
      'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  )
}

/** Whether the account may walk down to a folder: each folder above must let it pass. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (!(await maySearch(account, folder))) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * Where the data goes: the operator's folder as it is; else the one beside the program, unless the program runs as
 * root from a place that PostgreSQL's account cannot enter (root's home): then a folder below /var/lib, its own for
 * each place of the program.
 */
export async function placeDataDir(config: { dataDir: string; dataDirGiven: boolean }): Promise<string> {
  const account = await chooseAccount()
  if (config.dataDirGiven || account === undefined) return config.dataDir
  if (await canReach(account, config.dataDir)) return config.dataDir
  const mark = createHash('sha256').update(config.dataDir).digest('hex').slice(0, 12)
  return join('/var/lib/openfield', mark)
}

/** A folder that does not exist yet will be made passable, so only existing ones can stand in the way. */
async function maySearch(account: Account, folder: string): Promise<boolean> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return true
  const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0
  return ((found.mode >> shift) & 1) === 1
}
