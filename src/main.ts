// One of the two composition roots: it knows every module and puts the running program together.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { companyModule } from '#modules/company/module.ts'
import { fieldModule } from '#modules/field/module.ts'
import type { FieldDeps } from '#modules/field/use-cases/field-deps.ts'
import { placeUnder } from '#modules/genealogy/api.ts'
import { findViewer } from '#modules/identity/api.ts'
import type { IdentityDeps } from '#modules/identity/use-cases/identity-deps.ts'
import { identityModule } from '#modules/identity/module.ts'
import { startClock } from '#platform/clock/clock.ts'
import { findInstallation, type Installation } from '#platform/clock/installation.ts'
import type { Config } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { createApp } from '#platform/http/app.ts'
import { outsideIds } from '#platform/http/outside-ids.ts'
import { serveBrowserApp } from '#platform/http/web-apps.ts'
import { startJobs } from '#platform/jobs/jobs.ts'
import { removeOldKeysTask } from '#platform/http/idempotency.ts'
import { rightsOf, type ModuleDefinition } from '#platform/module/module.ts'
import { bindTasks, planRepeatingTasks } from '#platform/module/tasks.ts'
import { followOutbox } from '#platform/outbox/follow.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { openData, type OpenData } from '#platform/start/open-data.ts'
import { requireFreePort } from '#platform/start/port.ts'
import { buildWeb } from '../scripts/build-web.ts'
import { DEFAULT_SEED, seedDemonstration } from './demo/seed-demonstration.ts'

/** What all modules together need. */
export type AppDeps = IdentityDeps & FieldDeps

/** Every module, each after those that it may know. */
export const modules: readonly ModuleDefinition<AppDeps>[] = [companyModule, identityModule, fieldModule]

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
 * demonstration company into a server given by DATABASE_URL. Throws StartError with what to do.
 */
export async function serve(
  deps: { say: Say },
  input: { config: Config; demo: boolean; buildWebApps?: boolean },
): Promise<Running> {
  const { config } = input
  const onError = (error: Error): void => deps.say(`Trouble: ${error.message}`)
  await requireFreePort(config)
  // The apps are built while the database starts: both are slow the first time and need different things.
  const built = input.buildWebApps === false ? Promise.resolve() : buildWeb(deps)
  built.catch(() => undefined)
  const data = await openData({ say: deps.say, onError }, config)
  const stops: (() => Promise<void> | void)[] = [data.stop]
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).toReversed()) await end()
  }
  try {
    const installation = await requireInstallation(deps, data, input)
    const appDeps = await startBackground(data, { config, installation, onError, stops })
    const app = await createApp(appDeps, modules, {
      findViewer: (asked) => findViewer(appDeps, asked),
      secure: config.publicUrl?.startsWith('https://') ?? false,
      trustProxy: config.trustProxy,
      rateLimitFactor: config.rateLimitFactor,
      logLevel: config.logLevel,
    })
    stops.push(() => app.close())
    await built
    await mountWeb(app)
    const address = await app.listen({ port: config.port, host: config.host })
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
  input: { config: Config; demo: boolean },
): Promise<Installation> {
  const find = () => read(data, systemActor('start'), findInstallation)
  const known = await find()
  if (known) return known
  if ((!data.embedded && !input.demo) || input.config.production)
    throw new StartError(
      'There is no company in this database yet. Begin one with "npx openfield init --help"' +
        (input.config.production ? '.' : ', or seed the demonstration with --demo.'),
    )
  await seedDemonstration({ db: data.db, say: deps.say }, DEFAULT_SEED)
  const seeded = await find()
  if (!seeded) throw new Error('seeding left no installation')
  return seeded
}

/** Starts what works beside the requests: clock, sequencer, followers, jobs. Each is stopped in reverse order. */
async function startBackground(
  data: OpenData,
  input: {
    config: Config
    installation: Installation
    onError: (error: Error) => void
    stops: (() => Promise<void> | void)[]
  },
): Promise<AppDeps> {
  const { config, onError, stops } = input
  const { db, url } = data
  const listener = await openListener({ onError }, url)
  stops.push(() => listener.stop())
  const clock = await startClock({ db, listener, onError })
  stops.push(() => clock.stop())
  const deps: AppDeps = {
    db,
    clock,
    ids: outsideIds(input.installation.seed),
    production: config.production,
    rights: rightsOf(modules),
    placeUnder,
  }
  const sequencer = startSequencer({ onError }, url)
  stops.push(() => sequencer.stop())
  for (const consumer of modules.flatMap((module) => module.consumers ?? [])) {
    const follower = await followOutbox(
      { db, listener, onError },
      { ...consumer, handle: (tx, event, about) => consumer.handle(deps, tx, event, about) },
    )
    stops.push(() => follower.stop())
  }
  const definitions = [removeOldKeysTask, ...modules.flatMap((module) => module.tasks)]
  const tasks = bindTasks(deps, definitions)
  const jobs = await startJobs({ onError }, { url, concurrency: config.jobConcurrency, tasks })
  stops.push(() => jobs.stop())
  await planRepeatingTasks(deps, definitions)
  return deps
}

/** Mounts the web apps that are built. */
async function mountWeb(app: FastifyInstance): Promise<void> {
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
