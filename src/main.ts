// One of the two composition roots: it knows every module and puts the running program together.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { findViewer } from '#modules/identity/api.ts'
import { findInstallation, type Installation } from '#platform/clock/installation.ts'
import type { Config } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { createApp } from '#platform/http/app.ts'
import { closeApp } from '#platform/http/close-app.ts'
import type { Lane } from '#platform/http/route.ts'
import { serveBrowserApp } from '#platform/http/web-apps.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { openData, type OpenData } from '#platform/start/open-data.ts'
import { requireFreePort } from '#platform/start/port.ts'
import { buildWeb } from '../scripts/build-web.ts'
import { serveStorefront } from '../web/storefront/adapter.ts'
import { DEFAULT_SEED, seedDemonstration } from './demo/seed-demonstration.ts'
import type { SeedOptions } from './demo/seed-options.ts'
import { startBackground } from './start/background.ts'
import { endAll, type Stops } from './start/end-all.ts'
import { modules } from './start/modules.ts'
import { simulateCards } from './start/simulate-cards.ts'

export type Say = (sentence: string) => void

/** The running program. */
export type Running = Readonly<{
  /** Where it listens, as people type it. */
  address: string
  demonstration: boolean
  stop: () => Promise<void>
}>

const webRoot = join(import.meta.dirname, '../build')

/**
 * Starts everything and returns when it answers: data, modules, background work, web apps. `demo` allows to seed the
 * demonstration company into a server given by DATABASE_URL; `stopping` ends a start that is still under way. Throws StartError with what to do.
 */
export async function serve(
  deps: { say: Say },
  input: {
    config: Config
    demo: boolean
    seed?: SeedOptions
    buildWebApps?: boolean
    stopping?: AbortSignal
  },
): Promise<Running> {
  const { config } = input
  const onError = (error: Error): void => deps.say(`Trouble: ${error.message}`)
  await requireFreePort(config)
  // The apps are built while the database starts: both are slow the first time and need different things.
  const built = input.buildWebApps === false ? Promise.resolve() : buildWeb(deps)
  built.catch(() => undefined)
  const data = await openData({ say: deps.say, onError }, config)
  const stops: Stops = [{ what: 'the database', end: data.stop }]
  let ending = Promise.resolve()
  // Asked twice, the second waits for the first and ends what began in between.
  const stop = (): Promise<void> => (ending = ending.then(() => endAll(stops, deps.say)))
  // Stopped while it starts: what is under way loses its ground and fails, which ends the start below.
  input.stopping?.addEventListener('abort', () => void stop().catch(onError), { once: true })
  try {
    const installation = await requireInstallation(deps, data, input)
    let listens: string | undefined
    const simulated = config.simulatedCards ? await simulateCards({ onError }, () => listens) : undefined
    if (simulated) stops.push({ what: 'the simulator of cards', end: simulated.stop })
    const { deps: appDeps, ordersDeps } = await startBackground(data, {
      config,
      installation,
      stripe: simulated?.settings ?? config.stripe,
      siteUrl: () => (config.publicUrl ?? listens ?? `http://localhost:${config.port}`).replace(/\/$/, ''),
      onError,
      stops,
    })
    const http = {
      // Who asks for a page waits for no order, and who places one for no page.
      findViewer: (asked: Parameters<typeof findViewer>[1], lane: Lane) =>
        findViewer(lane === 'orders' ? ordersDeps : appDeps, asked),
      secure: config.publicUrl?.startsWith('https://') ?? false,
      trustProxy: config.trustProxy,
      rateLimitFactor: config.rateLimitFactor,
      logLevel: config.logLevel,
    }
    const app = await createApp(appDeps, modules, http, ordersDeps)
    stops.push({ what: 'the server', end: () => closeApp(app) })
    await built
    input.stopping?.throwIfAborted()
    await mountWeb(app, config.publicUrl)
    const address = await app.listen({ port: config.port, host: config.host })
    listens = readable(address, config)
    return {
      address: config.publicUrl ?? readable(address, config),
      demonstration: installation.demonstration,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The installation's row; the first start of the embedded database (or `--demo`) seeds the demonstration before. */
async function requireInstallation(
  deps: { say: Say },
  data: OpenData,
  input: { config: Config; demo: boolean; seed?: SeedOptions },
): Promise<Installation> {
  const find = () => read(data, systemActor('start'), findInstallation)
  const known = await find()
  if (known) return known
  if ((!data.embedded && !input.demo) || input.config.production)
    throw new StartError(
      'There is no company in this database yet. Begin one with "npx openfield init --help"' +
        (input.config.production ? '.' : ', or seed the demonstration with --demo.'),
    )
  await seedDemonstration({ db: data.db, ownerUrl: data.ownerUrl, say: deps.say }, input.seed ?? DEFAULT_SEED)
  const seeded = await find()
  if (!seeded) throw new Error('seeding left no installation')
  return seeded
}

/** Mounts the web apps that are built. */
async function mountWeb(app: FastifyInstance, publicUrl: string | undefined): Promise<void> {
  await serveStorefront(app, { folder: join(webRoot, 'storefront'), publicUrl })
  for (const path of ['/console', '/office'] as const) {
    const folder = join(webRoot, path)
    if (existsSync(join(folder, 'index.html'))) await serveBrowserApp(app, { path, folder })
  }
}

/** `http://127.0.0.1:3000` as people type it. */
function readable(address: string, config: Config): string {
  const { port } = new URL(address)
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return `http://${host}:${port}`
}
