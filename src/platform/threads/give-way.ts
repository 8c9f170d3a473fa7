import { getPriority, setPriority } from 'node:os'

const NICE = 10

/**
 * Lets the other threads of the program go first, from now on, wherever there are more of them than processors: for a thread
 * whose work nobody waits for. Where the system gives priorities to whole programs only, nothing changes.
 */
export function giveWay(): void {
  if (process.platform === 'linux') setPriority(Math.max(NICE, getPriority()))
}
