import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { placeDataDir } from '#platform/cluster/account.ts'
import { openCluster } from '#platform/cluster/cluster.ts'
import { serverUrl } from '#platform/cluster/server.ts'
import type { Config } from '#platform/config/config.ts'
import { reachDatabase } from '#platform/postgres/database.ts'
import { openForServing, type Opened } from '#platform/postgres/open.ts'

/** The data of an installation, open for serving; `stop` also stops the embedded server when this program started it. */
export type OpenData = Opened & Readonly<{ embedded: boolean; stop: () => Promise<void> }>

/** How long queries under way may take to end when the program stops. */
const CLOSE_MS = 5000

type Deps = Readonly<{ say: (sentence: string) => void; onError: (error: Error) => void }>

/**
 * Opens the data that the configuration names: the operator's server, or the embedded one of DATA_DIR, held by this
 * program alone. Migrates as far as the address allows. Throws StartError with what to do.
 */
export async function openData(deps: Deps, config: Config): Promise<OpenData> {
  if (config.databaseUrl !== undefined) {
    const opened = await openForServing(deps, { url: config.databaseUrl, config })
    return { ...opened, embedded: false, stop: opened.close }
  }
  const dataDir = await placeDataDir(config)
  const cluster = await openCluster(deps, { dataDir, unsafeFast: config.unsafeFastDatabase })
  try {
    const opened = await openForServing(deps, { url: cluster.ownerUrl(), config })
    const stop = async (): Promise<void> => {
      // A query that hangs must not keep the server from stopping; the server then ends it.
      await Promise.race([opened.close(), pause(CLOSE_MS, undefined, { ref: false })])
      await cluster.stop()
    }
    return { ...opened, embedded: true, stop }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/**
 * Opens the data for a short command. Beside a running server of this installation its database is used and left
 * running; otherwise it is opened as for serving.
 */
export async function openDataBeside(deps: Deps, config: Config): Promise<OpenData> {
  const running = config.databaseUrl === undefined ? await runningServer(config) : undefined
  if (running === undefined) return openData(deps, config)
  const opened = await openForServing(deps, { url: running, config })
  return { ...opened, embedded: true, stop: opened.close }
}

/** The owner's address of the embedded server that runs on the data directory, if one does. */
async function runningServer(config: Config): Promise<string | undefined> {
  const dataDir = await placeDataDir(config)
  const lines = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '')
  const port = Number(lines.split('\n')[3])
  const password = await readFile(join(dataDir, 'postgres-password'), 'utf8').catch(() => undefined)
  if (!Number.isInteger(port) || port <= 0 || password === undefined) return undefined
  const url = serverUrl({ password }, port, 'openfield')
  return (await answers(url)) ? url : undefined
}

async function answers(url: string): Promise<boolean> {
  return reachDatabase(url).then(
    () => true,
    () => false,
  )
}
