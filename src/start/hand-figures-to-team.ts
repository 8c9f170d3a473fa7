import type { PayFigures } from '#modules/compensation/use-cases/ask-figures.ts'
import type { TeamImage } from '#modules/genealogy/api.ts'
import { idly } from '#platform/wait/moments.ts'

type Deps = Readonly<{
  onError: (error: Error) => void
  payFigures: Pick<PayFigures, 'changes'>
  teamImage: Pick<TeamImage, 'takeFigures'>
  /** The label of the month that goes on; undefined before the company has begun. */
  periodNow: () => Promise<string | undefined>
}>

/** So long it is waited where nothing was told: there is no plan, or the month is being cut. */
const REST_MS = 1_000
/** A period that cannot be computed is not tried again at once: loading it takes long. */
const AGAIN_MS = 60_000

/**
 * Hands ranks and volumes of the open month on to the image of the field, whose lists are sorted by them: everybody once, from
 * then on those of whom something changed. Gives what ends it.
 */
export function handFiguresToTeam(deps: Deps): () => void {
  const stopping = new AbortController()
  const handOn = async (): Promise<boolean> => {
    const period = await deps.periodNow()
    if (period === undefined) return false
    // Asked each time, as a thread that was lost has nothing any more.
    const held = await deps.teamImage.takeFigures()
    const piece = await deps.payFigures.changes({ period, held })
    if (piece && !stopping.signal.aborted) await deps.teamImage.takeFigures(piece)
    return piece !== undefined
  }
  const go = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        // Each piece follows the one before it.
        // oxlint-disable-next-line no-await-in-loop
        if (!(await handOn())) await idly(REST_MS)
      } catch (error) {
        if (stopping.signal.aborted) return
        deps.onError(error instanceof Error ? error : new Error(String(error)))
        // oxlint-disable-next-line no-await-in-loop
        await idly(AGAIN_MS)
      }
    }
  }
  void go()
  return () => stopping.abort()
}
