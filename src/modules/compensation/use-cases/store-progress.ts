import { z } from 'zod'

/** A page that watches a run asks about as often. */
const LEAST_BETWEEN_MS = 300

const ppm = z.int().min(0).max(1_000_000)

/**
 * Stores how far a run is, a few times a second at most: what is told while one is being stored, or soon after, is left
 * out, as something later will be told.
 */
export function storeProgress(store: (ppm: number) => Promise<void>) {
  let lastAt = Number.NEGATIVE_INFINITY
  let storing: Promise<void> | undefined
  return {
    told(value: unknown): void {
      const now = performance.now()
      if (storing !== undefined || now - lastAt < LEAST_BETWEEN_MS) return
      lastAt = now
      storing = store(ppm.parse(value)).finally(() => (storing = undefined))
      // A failure to say how far it is must not end a run; whatever follows meets the same trouble.
      storing.catch(() => undefined)
    },
    /** When nothing is being stored any more. */
    stored: async (): Promise<void> => storing?.catch(() => undefined),
  }
}
