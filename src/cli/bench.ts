import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { placeDataDir } from '#platform/cluster/account.ts'
import { openCluster } from '#platform/cluster/cluster.ts'
import { readConfig } from '#platform/config/config.ts'
import { StartError } from '#platform/config/start-error.ts'
import { benchClose } from '#test/scale/bench-close.ts'
import { openBench, type BenchDatabase, type BenchSize, type Say } from '#test/scale/bench-data.ts'
import { benchExplain } from '#test/scale/bench-explain.ts'
import { benchGenealogy } from '#test/scale/bench-genealogy.ts'
import { benchLive } from '#test/scale/bench-live.ts'
import { benchOrders } from '#test/scale/bench-orders.ts'
import { benchPasses } from '#test/scale/bench-passes.ts'
import { benchPlans } from '#test/scale/bench-plans.ts'
import { benchPromotions } from '#test/scale/bench-promotions.ts'
import { benchViewer } from '#test/scale/bench-viewer.ts'
import { LIVE_PLANS, type LivePlan } from '#test/scale/company-plan.ts'

type Options = Readonly<{ people: string; lines?: string; seed: string; json?: true }>
type LiveOptions = CompanyOptions &
  Readonly<{
    seconds: string
    ordersPerSecond: string
    readEvery: string
    plan: LivePlan
    close?: true
  }>

/** `openfield bench`: measures the product beside plain SQL, on data that is made once. */
export function addBenchCommand(program: Command): void {
  const bench = program
    .command('bench')
    .description(
      'Measure the product on generated data of its own, beside plain SQL; nothing of a company is touched.',
    )
  sized(
    bench
      .command('prepare')
      .description('Make the data of a size; a benchmark makes it by itself where it is missing.'),
  ).action(async (options: Options) => {
    await withBench(options, async ({ made, took }) => {
      if (options.json) print({ ...sizeOf(options), wall_ms: took, made })
    })
  })
  sized(
    bench
      .command('close')
      .description(
        'From raw lines to stored earnings of everybody, beside a recursive and a window query for the group volume alone.',
      ),
  ).action(async (options: Options) => {
    await withBench(options, async ({ data, size, say }) => {
      const result = await benchClose(data, size, say)
      print(result)
      if (!result.results_equal) process.exitCode = 1
    })
  })
  sized(
    bench
      .command('passes')
      .description(
        'All passes of a plan over columns in memory, beside the same written by hand in plain C.',
      ),
  ).action(async (options: Options) => {
    const result = await benchPasses(sizeOf(options), sayBeside(options))
    print(result)
    if (!result.results_equal) process.exitCode = 1
  })
  addExplain(bench)
  addPlans(bench)
  addPromotions(bench)
  addGenealogy(bench)
  addViewer(bench)
  addLive(bench)
  addOrders(bench)
}

function addPromotions(bench: Command): void {
  bench
    .command('promotions')
    .description(
      'Orders of 3 and of 100 lines, priced under 10 and under 1,000 active promotions, in memory.',
    )
    .option('--seed <number>', 'where chance begins', '1')
    .option('--json', 'only the result, as one object on the last line')
    .action((options: Readonly<{ seed: string; json?: true }>) => {
      const seed = Number(options.seed)
      if (!Number.isInteger(seed)) throw new StartError(`--seed is ${options.seed}; expected a whole number.`)
      const say: Say = (sentence) =>
        void (options.json ? process.stderr : process.stdout).write(`${sentence}\n`)
      print(benchPromotions(seed, say))
    })
}

function addPlans(bench: Command): void {
  sized(bench.command('plans'), '100000')
    .description(
      'Every example plan over a drawn period: by passes or not, how long, and how long ten more orders take.',
    )
    .option('--folder <folder>', 'the folder of plans', 'examples/plans')
    .option('--plan <name...>', 'these plans of the folder only')
    .action(async (options: Options & Readonly<{ folder: string; plan?: readonly string[] }>) => {
      const result = await benchPlans(options.folder, options.plan ?? [], sizeOf(options), sayBeside(options))
      print(result)
      if (!result.results_equal) process.exitCode = 1
    })
}

function addExplain(bench: Command): void {
  sized(
    bench
      .command('explain')
      .description('Why single people are paid by each bonus, or are not, with the open period in memory.'),
  ).action(async (options: Options) => {
    const result = await benchExplain(sizeOf(options), sayBeside(options))
    print(result)
    if (!result.results_equal) process.exitCode = 1
  })
}

type GenealogyOptions = CompanyOptions &
  Readonly<{
    drawn: string
    rounds: string
  }>

function addGenealogy(bench: Command): void {
  ofCompany(bench.command('genealogy'), '1000000')
    .description(
      'Questions about downlines through the running program, of the root, the deepest and drawn people, beside ltree and recursive queries.',
    )
    .option('--drawn <number>', 'how many people are drawn besides root, top and deepest', '30')
    .option('--rounds <number>', 'how often each question is asked about each of them', '10')
    .action(async (options: GenealogyOptions) => {
      const result = await benchGenealogy(
        {
          ...(await companyOf(options)),
          drawn: Number(options.drawn),
          rounds: Number(options.rounds),
        },
        sayBeside(options),
      )
      print(result)
      if (!result.results_equal) process.exitCode = 1
    })
}

type ViewerOptions = CompanyOptions & Readonly<{ rounds: string }>

function addViewer(bench: Command): void {
  ofCompany(bench.command('viewer'), '1000000')
    .description(
      "The drawn tree in a real browser of a phone's size: time to the first view, memory, and frames under a finger.",
    )
    .option('--rounds <number>', 'how often each is opened with an empty cache', '7')
    .action(async (options: ViewerOptions) => {
      const run = { ...(await companyOf(options)), rounds: Number(options.rounds) }
      print(await benchViewer(run, sayBeside(options)))
    })
}

function addLive(bench: Command): void {
  ofCompany(bench.command('live'), '1000000')
    .description(
      "Orders through the running program at a steady rate: how long until the topmost upline's figures in the office contain each.",
    )
    .option('--seconds <number>', 'for how long orders are placed', '60')
    .option('--orders-per-second <number>', 'how many', '100')
    .option('--read-every <ms>', 'how often each of those who stand on top reads', '100')
    .option('--close', 'close the month before meanwhile')
    .addOption(
      new Option('--plan <name>', "the plan of bench close with a binary tree, or the demonstration's own")
        .choices(LIVE_PLANS)
        .default('full'),
    )
    .action(async (options: LiveOptions) => {
      const { plan } = options
      const result = await benchLive(
        {
          ...(await companyOf(options, plan === 'full' ? 'bench-live-full' : 'bench-live')),
          plan,
          seconds: Number(options.seconds),
          perSecond: Number(options.ordersPerSecond),
          everyMs: Number(options.readEvery),
          close: options.close === true,
        },
        sayBeside(options),
      )
      print(result)
      const isClosed = options.close !== true || result.close_ms !== null
      if (!result.results_equal || result.lost > 0 || !isClosed) process.exitCode = 1
    })
}

type OrdersOptions = CompanyOptions &
  Readonly<{
    seconds: string
    clients: string
    ordersPerSecond: string
    rateSeconds?: string
    close?: true
    promotions: string
  }>

function addOrders(bench: Command): void {
  ofCompany(bench.command('orders'), '2000')
    .description(
      'Orders of three lines through the running program, under active promotions: processor, statements, orders a second.',
    )
    .option('--seconds <number>', 'for how long each part is measured', '10')
    .option('--clients <number>', 'clients at once, each of which waits for its answer', '16')
    .option('--orders-per-second <number>', 'in the part whose orders wait for nothing', '28')
    .option('--rate-seconds <number>', 'for how long that part is measured; as the others unless given')
    .option('--close', 'close the month before within that part')
    .option('--promotions <number>', 'how many are active', '50')
    .action(async (options: OrdersOptions) => {
      const result = await benchOrders(
        {
          ...(await companyOf(options)),
          seconds: Number(options.seconds),
          clients: Number(options.clients),
          perSecond: Number(options.ordersPerSecond),
          rateSeconds: Number(options.rateSeconds ?? options.seconds),
          close: options.close === true,
          promotions: Number(options.promotions),
        },
        sayBeside(options),
      )
      print(result)
    })
}

type CompanyOptions = Readonly<{ people: string; seed: string; data?: string; json?: true }>

/** A benchmark of a seeded company that the program runs on. */
function ofCompany(command: Command, people: string): Command {
  return command
    .option('--people <number>', 'how many people', people)
    .option('--seed <number>', 'where chance begins', '1')
    .option('--data <folder>', 'a company that was seeded with the same number of people')
    .option('--json', 'only the result, as one object on the last line')
}

/** Benchmarks share a company, but for those that give it another plan. */
async function companyOf({ people, seed, data }: CompanyOptions, name = 'bench-live') {
  const path = data ?? join(await placeDataDir(readConfig(process.env)), `${name}-${people}`)
  return { people: Number(people), seed: Number(seed), path }
}

function sized(command: Command, people = '1000000'): Command {
  return command
    .option('--people <number>', 'how many people', people)
    .option('--lines <number>', 'how many order lines; five for each person unless given')
    .option('--seed <number>', 'where chance begins', '1')
    .option('--json', 'only the result, as one object on the last line')
}

function sizeOf({ people, lines, seed }: Options): BenchSize {
  const size = { people: Number(people), lines: Number(lines ?? Number(people) * 5), seed: Number(seed) }
  for (const [name, value] of Object.entries(size))
    if (!Number.isInteger(value) || value < 1)
      throw new StartError(`--${name} is ${value}; expected a whole number above zero.`)
  return size
}

function print(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

/** The result stands alone on the standard output where a program reads it. */
function sayBeside(options: Readonly<{ json?: true }>): Say {
  return (sentence) => void (options.json ? process.stderr : process.stdout).write(`${sentence}\n`)
}

type Opened = Readonly<{
  data: BenchDatabase
  made: boolean
  took: number
  size: BenchSize
  say: Say
}>

/** Opens the server of the benchmarks, beside the data of the installation, with durable settings. */
async function withBench(options: Options, work: (opened: Opened) => Promise<void>): Promise<void> {
  const size = sizeOf(options)
  const config = readConfig(process.env)
  // The result stands alone on the standard output where a program reads it.
  const say: Say = (sentence) => void (options.json ? process.stderr : process.stdout).write(`${sentence}\n`)
  const dataDir = join(await placeDataDir(config), 'bench')
  const cluster = await openCluster({ say }, { dataDir })
  try {
    const begun = performance.now()
    const { made, ...data } = await openBench(cluster, size, say)
    const took = Math.round(performance.now() - begun)
    say(made ? `The data was made in ${(took / 1000).toFixed(1)} s.` : 'The data was there.')
    await work({ data, made, took, size, say })
  } finally {
    await cluster.stop()
  }
}
