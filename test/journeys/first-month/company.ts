import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { openBrowser } from '#test/support/browser.ts'
import { dataFolder, runCommand, startProgram } from '#test/support/program.ts'

/** A freshly seeded demonstration that runs as an operator runs it, and a browser to visit it with. */
export type Company = Readonly<{
  address: string
  browser: Browser
  /** Runs a command of the program beside it; gives what it said, throws when it fails. */
  command: (...words: readonly string[]) => Promise<string>
  /** Where commands may write. */
  folder: string
  stop: () => Promise<void>
}>

/** Small, so that the journey takes seconds; large enough that the leader has a team and months have pay. */
const SEED = ['--people', '300', '--months', '3', '--seed', '1', '--until', '2026-10-25']

export async function openCompany(): Promise<Company> {
  const data = await dataFolder()
  const environment = {
    DATA_DIR: data.path,
    // What a crash would lose is asked by the tests of faults.
    OPENFIELD_UNSAFE_FAST_DATABASE: '1',
    // All people of the journey come from one address.
    RATE_LIMIT_FACTOR: '1000',
  }
  const command = async (...words: readonly string[]): Promise<string> => {
    const { code, said } = await runCommand(words, environment)
    if (code !== 0) throw new Error(`openfield ${words.join(' ')} ended with ${code}:\n${said}`)
    return said
  }
  await command('seed', ...SEED)
  const [program, browser] = await Promise.all([startProgram(environment), openBrowser()])
  return {
    address: program.address,
    browser,
    command,
    folder: data.path,
    stop: async () => {
      await browser.close()
      program.signal('SIGINT')
      await program.ended
      await data.remove()
    },
  }
}

const STEP_MS = 15

/**
 * Asks again until the answer is what is waited for, and gives it with the time that it took. Throws with the last
 * answer when `mostMs` have passed.
 */
export async function until<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  mostMs: number,
): Promise<{ answer: T; tookMs: number }> {
  const begun = performance.now()
  for (;;) {
    // One question after the other on purpose: the next one is asked only when this one did not satisfy.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await ask()
    const tookMs = performance.now() - begun
    if (holds(answer)) return { answer, tookMs }
    if (tookMs > mostMs)
      throw new Error(
        `still not so after ${Math.round(tookMs)} ms: ${JSON.stringify(answer, (_, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        )}`,
      )
    // oxlint-disable-next-line no-await-in-loop
    await pause(STEP_MS)
  }
}
