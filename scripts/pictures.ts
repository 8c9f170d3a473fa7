// npm run pictures: every page of the three apps, on a phone and on a desk, light and dark, against a freshly seeded
// demonstration. Fails on what axe finds serious, on errors of a page, and on a page that is wider than its window.
// `--only TEXT` takes only the pages whose app and name contain the text, such as `--only office/home`, or one of several: `home,money`.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { accessProblems, openBrowser } from '#test/support/browser.ts'
import { dataFolder, startProgram } from '#test/support/program.ts'
import { findExamples, type Examples } from './pictures/examples.ts'
import { galleryPage, type Picture } from './pictures/gallery.ts'
import { addressOf, pagePatterns, type AppName, type PagePattern } from './pictures/pages.ts'

const folder = join(import.meta.dirname, '../build/pictures')
const WINDOWS = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
] as const
const SCHEMES = ['light', 'dark'] as const
const SETTLE_MS = 8_000
/** Pages that are seen before anybody has signed in. */
const SIGNED_OUT = new Set(
  'sign-in welcome forgotten confirm account-sign-in account-sign-up account-forgotten account-welcome-token'.split(
    ' ',
  ),
)

type Shot = Readonly<{
  page: PagePattern
  address: string
  window: (typeof WINDOWS)[number]
  scheme: (typeof SCHEMES)[number]
}>

const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)

process.exitCode = (await withDemonstration(takeAll)) ? 1 : 0

/** Runs a job with a browser and a freshly seeded program, and takes both down afterwards. */
async function withDemonstration<T>(job: (browser: Browser, address: string) => Promise<T>): Promise<T> {
  const data = await dataFolder()
  try {
    const program = await startProgram({
      DATA_DIR: data.path,
      OPENFIELD_UNSAFE_FAST_DATABASE: '1',
      OPENFIELD_SIMULATED_CARDS: '1',
      RATE_LIMIT_FACTOR: '1000',
    })
    try {
      const browser = await openBrowser()
      try {
        return await job(browser, program.address)
      } finally {
        await browser.close()
      }
    } finally {
      program.signal('SIGINT')
      await program.ended
    }
  } finally {
    await data.remove()
  }
}

/** Takes every picture and writes the gallery; gives whether anything is wrong. */
async function takeAll(browser: Browser, address: string): Promise<boolean> {
  await rm(folder, { recursive: true, force: true })
  const examples = await findExamples({ say }, address)
  const texts = options.only.split(',')
  const wanted = pagePatterns().filter((page) =>
    texts.some((text) => `${page.app}/${page.name}`.includes(text)),
  )
  if (wanted.length === 0) {
    const names = pagePatterns().map((page) => `${page.app}/${page.name}`)
    say(`No page has "${options.only}" in its name. There are: ${names.join(', ')}.`)
    return true
  }
  const missing: string[] = []
  const shots = wanted.flatMap((page): Shot[] => {
    const found = addressOf(page, examplesFor(page, examples))
    if ('missing' in found) {
      missing.push(`${page.app} /${page.path}: the demonstration has no example for :${found.missing}`)
      return []
    }
    return WINDOWS.flatMap((window) =>
      SCHEMES.map((scheme) => ({ page, address: address + found.address, window, scheme })),
    )
  })
  const pictures: Picture[] = []
  for (const app of ['console', 'office', 'storefront'] as const)
    for (const window of WINDOWS)
      for (const scheme of SCHEMES) {
        const group = shots.filter(
          (shot) => shot.page.app === app && shot.window === window && shot.scheme === scheme,
        )
        if (group.length > 0) pictures.push(...(await takeGroup(browser, address, group, examples[app])))
      }
  await writeFile(join(folder, 'index.html'), galleryPage(pictures, missing))
  return report(pictures, missing)
}

/** Of the shop's join pages `:code` is an invitation and not a product. */
function examplesFor(page: PagePattern, examples: Readonly<Record<AppName, Examples>>) {
  const { values } = examples[page.app]
  if (page.path.startsWith('pay/')) return { ...values, order: values['unpaid'] }
  return page.path.startsWith('join/') ? { ...values, code: values['invite'] } : values
}

/** Pages of one app, window and scheme, one after the other: the machine that takes them has few cores. */
async function takeGroup(
  browser: Browser,
  address: string,
  shots: readonly Shot[],
  examples: Examples,
): Promise<Picture[]> {
  const [first] = shots
  if (!first) return []
  const open = () =>
    browser.newContext({
      viewport: first.window,
      colorScheme: first.scheme,
      reducedMotion: 'reduce',
      locale: 'en-IE',
    })
  const [strange, known] = [await open(), await open()]
  try {
    if (examples.session) await known.addCookies([{ ...examples.session, url: address }])
    if (first.page.app === 'storefront') await fillBasket(known, address, examples)
    const pictures: Picture[] = []
    for (const shot of shots)
      pictures.push(await take(SIGNED_OUT.has(shot.page.name) ? strange : known, shot))
    return pictures
  } finally {
    await strange.close()
    await known.close()
  }
}

/** Puts something into the shopper's basket, by the page itself. */
async function fillBasket(context: BrowserContext, address: string, examples: Examples): Promise<void> {
  const { code } = examples.values
  if (code === undefined) return
  const page = await context.newPage()
  await page.goto(`${address}/product/${code}`)
  const submit = page.locator('form[action="/basket"] button[type="submit"]').first()
  if ((await submit.count()) > 0) {
    const taken = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/basket')
    await submit.click()
    await taken
    // A page that is closed while it still goes somewhere may never be closed.
    await page.waitForLoadState('load')
  }
  await page.close()
}

async function take(context: BrowserContext, shot: Shot): Promise<Picture> {
  const { app, name, path } = shot.page
  const file = join(app, `${name}-${shot.window.width}-${shot.scheme}.png`)
  const problems: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('response', (answer) => {
    if (answer.status() >= 500) problems.push(`${answer.status()} from ${new URL(answer.url()).pathname}`)
  })
  try {
    await page.goto(shot.address, { waitUntil: 'load' })
    await settle(page, problems)
    // One button opens what the next one stands in.
    // oxlint-disable-next-line no-await-in-loop
    for (const called of shot.page.press ?? []) await press(page, called, problems)
    problems.push(...(await accessProblems(page)), ...(await widthProblems(page)))
    await mkdir(join(folder, app), { recursive: true })
    await growToPage(page, shot.window)
    await page.screenshot({ path: join(folder, file), fullPage: true, animations: 'disabled' })
  } catch (error) {
    problems.push(`not taken: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    await page.close()
  }
  say(
    `${problems.length === 0 ? 'ok  ' : 'BAD '} ${file}${problems.map((problem) => `\n       ${problem}`).join('')}`,
  )
  return { app, name, path, width: shot.window.width, scheme: shot.scheme, file, problems }
}

/** Presses a button, or ticks what is called so, and waits until what it opens stands still. */
async function press(page: Page, called: string, problems: string[]): Promise<void> {
  const button = page.getByRole('button', { name: called, exact: true })
  const box = page.getByRole('checkbox', { name: called, exact: true })
  await button.or(box).first().click({ timeout: SETTLE_MS })
  await page.getByRole('dialog').waitFor({ timeout: SETTLE_MS })
  await settle(page, problems)
}

/** Waits until the page has its heading, its fonts and no placeholder any more. */
async function settle(page: Page, problems: string[]): Promise<void> {
  const ready = () =>
    document.fonts.status === 'loaded' &&
    document.querySelector('h1, h2, main') !== null &&
    document.querySelector('.waiting, [aria-busy="true"]') === null
  await page
    .waitForFunction(ready, undefined, { timeout: SETTLE_MS })
    .catch(() => problems.push(`still loading after ${SETTLE_MS / 1000} s`))
}

/** Makes the window as high as the page, so that a bar at its foot stands at the foot of the picture. */
async function growToPage(page: Page, window: Shot['window']): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: window.width, height: Math.max(window.height, height) })
}

async function widthProblems(page: Page): Promise<string[]> {
  const [wide, seen] = await page.evaluate(
    () => [document.documentElement.scrollWidth, window.innerWidth] as const,
  )
  return wide > seen ? [`the page is ${wide} pixels wide in a window of ${seen}`] : []
}

function report(pictures: readonly Picture[], missing: readonly string[]): boolean {
  const bad = pictures.filter((picture) => picture.problems.length > 0)
  for (const sentence of missing) say(`BAD  ${sentence}`)
  say(
    `${pictures.length} pictures in build/pictures/index.html, ${bad.length} with problems, ${missing.length} pages missing`,
  )
  return bad.length > 0 || missing.length > 0
}
