import type { Command } from 'commander'
import { readConfig } from '#platform/config/config.ts'

/** `openfield serve`: everything, until Ctrl-C. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Start the company: database, API, console, office and storefront, until Ctrl-C.')
    .option('--demo', 'seed the demonstration company into an empty database given by DATABASE_URL')
    .action(async (options: { demo?: boolean }) => {
      const startedAt = performance.now()
      // Loaded here, so that the other commands start without it.
      const { serve } = await import('../main.ts')
      const running = await stoppable((say, stopping) =>
        serve({ say }, { config: readConfig(process.env), demo: options.demo === true, stopping }),
      )
      if (running) await printAddresses(running, performance.now() - startedAt)
    })
}

type Stoppable = Readonly<{ stop: () => Promise<void> }>

/** Stopping in order takes a moment; a program that cannot is ended after this long. */
const STOP_MS = 20_000

/**
 * Starts something and stops it in order at the first Ctrl-C or kill, also while it is still starting; a second one
 * ends at once (the next start takes over what is left). Answers nothing when it was stopped while starting.
 */
async function stoppable<T extends Stoppable>(
  start: (say: (sentence: string) => void, stopping: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
  const asked = new AbortController()
  const starting = start(say, asked.signal)
  const stop = async (): Promise<void> => {
    say('Stopping …')
    setTimeout(() => {
      say('The program could not stop in order and is ended. The next start takes over what is left.')
      process.exit(1)
    }, STOP_MS).unref()
    asked.abort()
    const running = await starting.catch(() => undefined)
    await running?.stop()
    say('Stopped.')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (asked.signal.aborted) process.exit(1)
      stop().catch((error: unknown) => {
        say(error instanceof Error ? error.message : 'The program could not stop in order.')
        process.exit(1)
      })
    })
  try {
    return await starting
  } catch (error) {
    // Failing is how a start ends that was stopped; the words of that failure would only confuse.
    if (asked.signal.aborted) return undefined
    throw error
  }
}

async function printAddresses(
  running: Readonly<{ address: string; demonstration: boolean }>,
  tookMs: number,
): Promise<void> {
  const { address, demonstration } = running
  const lines = [
    '',
    `Openfield runs (started in ${(tookMs / 1000).toFixed(1)} s). Ctrl-C stops it.`,
    '',
    `  Storefront     ${address}/`,
    `  Office         ${address}/office`,
    `  Console        ${address}/console`,
    `  API reference  ${address}/api`,
  ]
  if (demonstration) {
    const { demonstrationSignIns, DEMONSTRATION_PASSWORD } = await import('../demo/sign-ins.ts')
    lines.push('', `Demonstration sign-ins, all with the password "${DEMONSTRATION_PASSWORD}":`)
    for (const { app, who, login } of demonstrationSignIns)
      lines.push(`  ${app.padEnd(8)} ${login}  (${who})`)
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
