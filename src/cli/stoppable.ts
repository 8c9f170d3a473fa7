type Stoppable = Readonly<{ stop: () => Promise<void> }>

/** Stopping in order takes a moment; a program that cannot is ended after this long. */
const STOP_MS = 20_000

/**
 * Starts something and stops it in order at the first Ctrl-C or kill, also while it is still starting; a second one
 * ends at once (the next start takes over what is left). What fails by itself meanwhile is told and ends nothing early, so that
 * everything begun is ended in order. Answers nothing when it was stopped while starting.
 */
export async function stoppable<T extends Stoppable>(
  start: (say: (sentence: string) => void, stopping: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
  const asked = new AbortController()
  const starting = start(say, asked.signal)
  const stop = async (): Promise<void> => {
    say('Stopping …')
    process.on('uncaughtException', (error) => say(`Trouble while stopping: ${error.stack ?? error.message}`))
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
