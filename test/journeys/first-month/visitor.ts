import type { Browser, BrowserContext, Page, Response } from 'playwright-core'
import { expect } from 'vitest'
import { accessProblems } from '#test/support/browser.ts'

/** Somebody with a browser window of their own: own cookies, one page, and every problem that the page had. */
export type Visitor = Readonly<{
  page: Page
  context: BrowserContext
  /** Goes to a path below the address, or to a whole address that was given away. */
  open: (path: string) => Promise<void>
  /** Waits until the page stands, then fails on what keeps people from using it. */
  look: (what: string) => Promise<void>
  close: () => Promise<void>
}>

const HEIGHTS: Readonly<Record<number, number>> = { 390: 844 }
const WAIT_MS = 10_000

/** Opens a window. `script: false` is a browser that runs no script, as the shop must serve it. */
export async function visitor(
  deps: Readonly<{ browser: Browser; address: string }>,
  input: Readonly<{ width: number; script?: boolean }>,
): Promise<Visitor> {
  const { width, script = true } = input
  const context = await deps.browser.newContext({
    baseURL: deps.address,
    viewport: { width, height: HEIGHTS[width] ?? 900 },
    hasTouch: width < 600,
    reducedMotion: 'reduce',
    locale: 'en-IE',
  })
  context.setDefaultTimeout(WAIT_MS)
  const page = await context.newPage()
  const runScripts = await scriptSwitch(page)
  await runScripts(script)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // Browsers write down every refusal by themselves, also those that the page then tells in a sentence.
    if (message.type() === 'error' && !/status of (401|409|422|503) /.test(message.text()))
      problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  const looking = new Set<Promise<void>>()
  const note = async (answer: Response): Promise<void> => {
    const problem = await unexpected(answer)
    if (problem !== undefined) problems.push(problem)
  }
  page.on('response', (answer) => {
    const noted = note(answer).finally(() => looking.delete(noted))
    looking.add(noted)
  })
  const look = async (what: string) => {
    await settle(page)
    await Promise.all(looking)
    // The examination is itself a script; those of the page were passed over when it was read and stay so.
    await runScripts(true)
    const found = [...problems.splice(0), ...(await accessProblems(page)), ...(await widthProblems(page))]
    await runScripts(script)
    // Told whole: a comparison would be cut short, and what happened once in a while may not happen again.
    if (found.length > 0) expect.fail([`${what} at ${width} pixels, ${page.url()}:`, ...found].join('\n'))
  }
  return {
    page,
    context,
    look,
    open: async (path) => void (await page.goto(path, { waitUntil: 'load' })),
    close: async () => {
      await Promise.all(looking)
      if (problems.length > 0) expect.fail(['problems of the last page:', ...problems].join('\n'))
      await context.close()
    },
  }
}

/** An answer of the server that no page should get. Figures and trees that are still loaded are told with how far they are. */
async function unexpected(answer: Response): Promise<string | undefined> {
  const status = answer.status()
  if (status < 500) return undefined
  const body = await answer.text().catch(() => '')
  if (status === 503 && /pay.figures_loading|genealogy.tree_loading/.test(body)) return undefined
  return `${status} from ${new URL(answer.url()).pathname}: ${body}`
}

/** Whether the pages that are opened from now on run their scripts. */
async function scriptSwitch(page: Page): Promise<(run: boolean) => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  return async (run) => void (await session.send('Emulation.setScriptExecutionDisabled', { value: !run }))
}

/** Waits for a heading and for the end of every placeholder. */
async function settle(page: Page): Promise<void> {
  await page.locator('h1, h2').first().waitFor()
  await page.locator('.waiting, [aria-busy="true"]').first().waitFor({ state: 'hidden' })
}

async function widthProblems(page: Page): Promise<string[]> {
  const [wide, seen] = await page.evaluate(
    () => [document.documentElement.scrollWidth, window.innerWidth] as const,
  )
  return wide > seen ? [`the page is ${wide} pixels wide in a window of ${seen}`] : []
}

/** Signs in at the office or the console, by its form. */
export async function enter(
  person: Visitor,
  app: 'office' | 'console',
  as: Readonly<{ login: string; password: string }>,
): Promise<void> {
  const { page } = person
  await person.open(`/${app}/sign-in`)
  await page.getByLabel('E-mail or number').fill(as.login)
  await page.getByLabel('Password', { exact: true }).fill(as.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(new RegExp(`/${app}/?$`))
}
