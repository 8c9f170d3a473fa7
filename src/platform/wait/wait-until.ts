import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until something holds; false when it still does not after `mostMs`. */
export async function waitUntil(
  holds: () => Promise<boolean> | boolean,
  limits: Readonly<{ stepMs: number; mostMs: number }>,
): Promise<boolean> {
  for (let waited = 0; waited < limits.mostMs; waited += limits.stepMs) {
    if (await holds()) return true
    await pause(limits.stepMs)
  }
  return holds()
}
