import { getPriority, setPriority } from 'node:os'

/** A third of the weight of the others: it gets on everywhere, and is felt little. */
const NICE = 5

/**
 * Lets the other threads of the program go first, from now on, wherever there are more of them than processors: for a thread
 * whose work nobody waits for, which is this one, or for another process. Where the system gives priorities to whole programs
 * only, nothing changes.
 */
export function giveWay(id = 0): void {
  if (process.platform === 'linux') setPriority(id, Math.max(NICE, getPriority(id)))
}
