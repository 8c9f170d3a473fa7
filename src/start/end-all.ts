/** What has to be ended, in the order in which it began, by what it is called where it does not end. */
export type Stops = Readonly<{ what: string; end: () => Promise<void> | void }>[]

/** What takes longer to end is named, for whoever waits. */
const SAID_AFTER_MS = 4_000

/**
 * Ends what was started, the last first. What cannot end is named and keeps nothing else from ending, least of all the database;
 * the first such failure is thrown in the end.
 */
export async function endAll(stops: Stops, say: (sentence: string) => void): Promise<void> {
  let failure: Error | undefined
  for (let stop = stops.pop(); stop; stop = stops.pop()) {
    const { what, end } = stop
    const late = setTimeout(() => say(`Still waiting for ${what} …`), SAID_AFTER_MS).unref()
    try {
      // One after the other: what began later stands on what began before.
      // oxlint-disable-next-line no-await-in-loop
      await end()
    } catch (error) {
      failure ??= new Error(`Could not end ${what} in order: ${String(error)}`, { cause: error })
    }
    clearTimeout(late)
  }
  if (failure) throw failure
}
