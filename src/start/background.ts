import { setTimeout as pause } from 'node:timers/promises'
import { placeUnder } from '#modules/genealogy/api.ts'
import { soldOut } from '#modules/inventory/api.ts'
import { startClock } from '#platform/clock/clock.ts'
import type { Installation } from '#platform/clock/installation.ts'
import { openStripe } from '#modules/payments/adapters/stripe.ts'
import { openEasyPost } from '#modules/shipping/adapters/easypost.ts'
import { openStripeTax } from '#modules/tax/adapters/stripe-tax.ts'
import type { Config, StripeConfig } from '#platform/config/config.ts'
import { mailSettingsOf } from '#platform/mail/configured-mail.ts'
import { removeOldKeysTask } from '#platform/http/idempotency.ts'
import { outsideIds } from '#platform/http/outside-ids.ts'
import { startJobs } from '#platform/jobs/jobs.ts'
import { bindConsumer, rightsOf } from '#platform/module/module.ts'
import { bindTasks, planRepeatingTasks } from '#platform/module/tasks.ts'
import { followOutbox } from '#platform/outbox/follow.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { openDatabase, type Db } from '#platform/postgres/database.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { openDiary } from '#platform/threads/work-diary.ts'
import type { OpenData } from '#platform/start/open-data.ts'
import { modules, type AppDeps } from './modules.ts'
import type { Stops } from './end-all.ts'
import { startThreads } from './threads.ts'

/** How long queries under way may take to end when the program stops. */
const CLOSE_MS = 5000

/**
 * Starts what works beside the requests: clock, threads, sequencer, followers of the outbox, jobs. Gives what the
 * modules' handlers need, pages and orders with connections of their own; everything that was started is in `stops` at once, so that a failure later ends it too.
 */
export async function startBackground(
  data: OpenData,
  input: {
    config: Config
    installation: Installation
    /** Who takes cards; undefined where nobody does. */
    stripe: StripeConfig | undefined
    /** Where people reach the pages, without a slash at the end. */
    siteUrl: () => string
    onError: (error: Error) => void
    stops: Stops
  },
): Promise<Readonly<{ deps: AppDeps; ordersDeps: AppDeps }>> {
  const { config, onError, stops } = input
  const { db, url } = data
  const poolOf = (name: string, poolMax: number): Db => {
    const opened = openDatabase({ onError }, { url, poolMax, name })
    // As the pages' own, it is not waited for when a query hangs: the end of the server ends it.
    const end = () => Promise.race([opened.close(), pause(CLOSE_MS, undefined, { ref: false })])
    stops.push({ what: `the connections of ${name}`, end })
    return opened.db
  }
  const ordersDb = poolOf('openfield-orders', config.databasePoolOrders)
  const jobsDb = poolOf('openfield-work', config.databasePoolJobs)
  const listener = await openListener({ onError }, url)
  stops.push({ what: 'the listener', end: () => listener.stop() })
  const clock = await startClock({ db, listener, onError })
  stops.push({ what: 'the clock', end: () => clock.stop() })
  const diary = openDiary(config.diaryFolder, 'main')
  stops.push({ what: 'the diary', end: diary.close })
  const { stop: stopThreads, ...threads } = startThreads(
    { db, clock, onError, diaryFolder: config.diaryFolder },
    url,
  )
  stops.push({ what: 'the threads', end: stopThreads })
  const deps: AppDeps = {
    db,
    clock,
    ids: outsideIds(input.installation.seed),
    production: config.production,
    rights: rightsOf(modules),
    settings: modules.flatMap((module) => module.settings ?? []),
    placeUnder,
    soldOut,
    cards: input.stripe && openStripe(input.stripe),
    carrierService: config.easyPost && openEasyPost(config.easyPost),
    taxServices: input.stripe && { stripe: openStripeTax(input.stripe) },
    mail: mailSettingsOf(config, input.siteUrl),
    ...threads,
  }
  const sequencer = startSequencer({ onError }, url)
  stops.push({ what: 'the sequencer', end: () => sequencer.stop() })
  await startFollowers({ ...deps, db: jobsDb }, { listener, onError, stops })
  const definitions = [removeOldKeysTask, ...modules.flatMap((module) => module.tasks)]
  const tasks = bindTasks({ ...deps, db: jobsDb }, definitions)
  const jobs = await startJobs({ onError }, { url, concurrency: config.jobConcurrency, tasks })
  stops.push({ what: 'the jobs', end: () => jobs.stop() })
  await planRepeatingTasks(deps, definitions)
  return { deps, ordersDeps: { ...deps, db: ordersDb, ordersTogether: config.ordersTogether } }
}

async function startFollowers(
  deps: AppDeps,
  input: {
    listener: Awaited<ReturnType<typeof openListener>>
    onError: (error: Error) => void
    stops: Stops
  },
): Promise<void> {
  const consumers = modules.flatMap((module) => module.consumers ?? [])
  const followers = await Promise.all(
    consumers.map((consumer) =>
      followOutbox(
        { db: deps.db, listener: input.listener, onError: input.onError },
        bindConsumer(deps, consumer),
      ),
    ),
  )
  const end = async (): Promise<void> => {
    await Promise.all(followers.map((follower) => follower.stop()))
  }
  input.stops.push({ what: 'the followers of the feed', end })
}
