import { cpus } from 'node:os'
import type { Client } from 'pg'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { openBrowser } from '#test/support/browser.ts'
import { startProgram } from '#test/support/program.ts'
import type { Say } from './bench-data.ts'
import { connectAsOwner, seededFolder, signInAll, castOf } from './live-company.ts'
import { signInAsAdministrator } from './live-load.ts'
import { peakRssMb, postgresRssMb } from './memory.ts'
import { outsideIdOf } from './genealogy-people.ts'
import { peopleBelow, rootOfCompany, untilFigures } from './viewer-people.ts'
import { askTree, askWays, daysThen, LEGS, topOfLegs, type TreeTimes, type WayTimes } from './viewer-trees.ts'
import { plantLegs } from './plant-legs.ts'

export type ViewerRun = Readonly<{ people: number; seed: number; rounds: number; path: string }>

/** Milliseconds unless said otherwise, at one speed of the processor. */
export type ViewTimes = Readonly<{
  /** From opening the address with nothing in the browser's cache until the tree is painted: median and longest. */
  cold_p50_ms: number
  cold_max_ms: number
  /** The same again with the app in the cache. */
  warm_p50_ms: number
  warm_max_ms: number
  /** From pressing a folded branch until more of it is painted. */
  unfold_p50_ms: number
  unfold_max_ms: number
  /** What lives on the page's heap after everything was opened, in megabytes, cleared up before. */
  heap_mb: number
  /** Nodes of the document. */
  nodes: number
  /** While a finger draws the tree along for some seconds. */
  frames_per_s: number
  frame_p95_ms: number
  frame_max_ms: number
}>

export type ViewerBench = Readonly<{
  people: number
  wall_ms: number
  peak_rss_mb: number | null
  postgres_rss_mb: number | null
  /** So many people stand below the root, by who looks. */
  below: Readonly<Record<string, number>>
  views: Readonly<Record<string, ViewTimes>>
  /** Windows of trees of now and of then. */
  trees: Readonly<Record<string, TreeTimes>>
  /** Where ways lead in the binary tree. */
  ways: WayTimes
}>

const PHONE = { width: 390, height: 844 } as const
/** A phone of the middle is said to be so many times slower than a desk (Lighthouse's own factor). */
const SLOWER = 4
const PAN_MS = 4_000
const WAIT_MS = 60_000

/**
 * Opens the tree of the whole company in the console, and that of the largest team in the office, with a real browser of a phone's
 * size: how long until something is seen, what it holds in memory, and how evenly it moves under a finger.
 */
export async function benchViewer(run: ViewerRun, say: Say): Promise<ViewerBench> {
  say(`${run.people} people; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`)
  const begun = performance.now()
  const folder = await seededFolder(run.path, run.people, say)
  const program = await startProgram(folder.environment)
  const client = await connectAsOwner(folder)
  const browser = await openBrowser({ compiles: true })
  try {
    const cast = await castOf(client, 200, run.seed)
    const leader = mostFrequent([...cast.topOf.values()])
    const own = (await signInAll(client, [leader])).get(leader)?.cookie ?? ''
    const staff = await signInAsAdministrator(program.address)
    const root = await rootOfCompany(client, { ...program, cookie: staff })
    await untilFigures(program.address, staff, root, run.people)
    const [views, people]: [Record<string, ViewTimes>, Record<string, number>] = [{}, {}]
    const { address } = program
    for (const [who, cookie, path, asked] of [
      ['company', staff, `/console/people/${root}/tree`, `/people/${root}/team/window`],
      ['largest team', own, '/office/team/tree', '/me/team/window'],
    ] as const) {
      people[who] = await peopleBelow(address, cookie, asked)
      say(`  ${who}: ${people[who]} people`)
      for (const slower of [1, SLOWER]) {
        const name = slower === 1 ? who : `${who}, processor ${slower} times slower`
        const times = await viewed({ browser, address, cookie, path, slower }, run.rounds)
        views[name] = times
        say(`  ${name}: ${JSON.stringify(times)}`)
      }
    }
    const trees = await treesOf({ client, address, cookie: staff, root }, say)
    const ways = await askWays(client)
    say(`  ways: ${JSON.stringify(ways)}`)
    const top = await outsideIdOf({ address, cookie: staff }, await topOfLegs(client))
    const { accepted } = await daysThen(client)
    for (const [name, path] of [
      ['binary tree', `/console/people/${top}/tree?tree=${LEGS}`],
      ['company as of then', `/console/people/${root}/tree?day=${accepted}`],
    ] as const) {
      views[name] = await viewed({ browser, address, cookie: staff, path, slower: SLOWER }, run.rounds)
      say(`  ${name}, processor ${SLOWER} times slower: ${JSON.stringify(views[name])}`)
    }
    return {
      people: run.people,
      trees,
      ways,
      wall_ms: Math.round(performance.now() - begun),
      peak_rss_mb: await peakRssMb(program.pid),
      postgres_rss_mb: await postgresRssMb(),
      below: people,
      views,
    }
  } finally {
    await browser.close()
    await client.end()
    program.signal('SIGTERM')
    await program.ended
  }
}

/** Windows of a binary tree, and of trees as of a day of an accepted month and of the month that goes on. */
async function treesOf(
  { client, root, ...of }: Readonly<{ client: Client; address: string; cookie: string; root: string }>,
  say: Say,
): Promise<Record<string, TreeTimes>> {
  await plantLegs(client, { tree: LEGS, line: 0 })
  const top = await outsideIdOf(of, await topOfLegs(client))
  const { accepted, open } = await daysThen(client)
  const trees: Record<string, TreeTimes> = {}
  for (const [name, begun, query] of [
    ['company', root, ''],
    ['binary tree', top, `&tree=${LEGS}`],
    ['binary tree as of an accepted month', top, `&tree=${LEGS}&at=${accepted}T23:59:59.999Z`],
    ['company as of the open month', root, `&at=${open}T23:59:59.999Z`],
    ['company as of an accepted month', root, `&at=${accepted}T23:59:59.999Z`],
  ] as const) {
    trees[name] = await askTree({ ...of, top: begun, query })
    say(`  ${name}: ${JSON.stringify(trees[name])}`)
  }
  return trees
}

type Looked = Readonly<{ browser: Browser; address: string; cookie: string; path: string; slower: number }>

async function viewed(of: Looked, rounds: number): Promise<ViewTimes> {
  const [cold, warm, unfold]: [number[], number[], number[]] = [[], [], []]
  let last: Readonly<{ moved: Moved; heapMb: number; nodes: number }> | undefined
  for (let round = 0; round < rounds; round++) {
    const context = await phone(of)
    try {
      const page = await context.newPage()
      const cdp = await context.newCDPSession(page)
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: of.slower })
      cold.push(await untilPainted(page, of.path))
      warm.push(await untilPainted(page, of.path))
      unfold.push(await unfolded(page))
      if (round < rounds - 1) continue
      const moved = await panned(page, cdp)
      last = { moved, ...(await held(cdp)) }
    } finally {
      await context.close()
    }
  }
  if (!last) throw new Error('no round')
  const { moved, heapMb, nodes } = last
  return {
    cold_p50_ms: median(cold),
    cold_max_ms: Math.max(...cold),
    warm_p50_ms: median(warm),
    warm_max_ms: Math.max(...warm),
    unfold_p50_ms: median(unfold),
    unfold_max_ms: Math.max(...unfold),
    heap_mb: heapMb,
    nodes,
    ...moved,
  }
}

async function phone({ browser, address, cookie }: Looked): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: address,
    viewport: PHONE,
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    // The clock looks into the page by a script of its own.
    bypassCSP: true,
    locale: 'en-IE',
  })
  context.setDefaultTimeout(WAIT_MS)
  await context.addCookies(
    cookie.split('; ').map((one) => {
      const [name = '', value = ''] = one.split('=')
      return { name, value, url: address }
    }),
  )
  return context
}

/** From the begin of the navigation until the frame after the first person of the tree is there, by the page's own clock. */
async function untilPainted(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'commit' })
  await page.locator('svg[role="tree"] [role="treeitem"]').first().waitFor()
  return Math.round(await page.evaluate<number>(PAINTED))
}

/** Two frames on, what was there before them is painted. */
const PAINTED = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))`

async function unfolded(page: Page): Promise<number> {
  const items = page.locator('svg[role="tree"] [role="treeitem"]')
  const before = await items.count()
  const folded = page.locator('svg[role="tree"] [role="treeitem"][aria-expanded="false"]').last()
  await folded.focus()
  const begun = await page.evaluate<number>('performance.now()')
  await page.keyboard.press('Enter')
  await page.waitForFunction(
    `document.querySelectorAll('svg[role="tree"] [role="treeitem"]').length !== ${before}`,
    undefined,
    { polling: 'raf' },
  )
  return Math.round((await page.evaluate<number>(PAINTED)) - begun)
}

type Moved = Pick<ViewTimes, 'frames_per_s' | 'frame_p95_ms' | 'frame_max_ms'>

/** Draws the tree along with one finger, to and fro, and takes the time between frames. */
async function panned(page: Page, cdp: CDPSession): Promise<Moved> {
  const box = await page.locator('svg[role="tree"]').locator('..').boundingBox()
  if (!box) throw new Error('the tree is not in sight')
  const [x, y] = [PHONE.width / 2, box.y + Math.min(box.height, PHONE.height - box.y) / 2]
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx: number) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: x + dx, y: y + dx / 3 }],
    })
  await page.evaluate(`(() => {
    window.benchFrames = []
    const take = (at) => { window.benchFrames.push(at); if (window.benchFrames) requestAnimationFrame(take) }
    requestAnimationFrame(take)
  })()`)
  await touch('touchStart', 0)
  const begun = performance.now()
  for (let step = 0; performance.now() - begun < PAN_MS; step++)
    await touch('touchMove', 120 * Math.sin(step / 12))
  await touch('touchEnd', 0)
  const at = await page.evaluate<number[]>('window.benchFrames')
  const between = at.slice(1).map((frame, index) => frame - (at[index] ?? frame))
  const sorted = Float64Array.from(between).sort()
  const tookMs = (at.at(-1) ?? 0) - (at[0] ?? 0)
  return {
    frames_per_s: Math.round((between.length / tookMs) * 10_000) / 10,
    frame_p95_ms: tenths(sorted[Math.floor((sorted.length - 1) * 0.95)] ?? Number.NaN),
    frame_max_ms: tenths(sorted.at(-1) ?? Number.NaN),
  }
}

async function held(cdp: CDPSession): Promise<Readonly<{ heapMb: number; nodes: number }>> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  return {
    heapMb: tenths(usedSize / 2 ** 20),
    nodes: metrics.find(({ name }) => name === 'Nodes')?.value ?? Number.NaN,
  }
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor((values.length - 1) / 2)] ?? Number.NaN
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
