import { refuse, type Result } from '#shared/refusal.ts'

/** The refusal of a question whose period is still being loaded: `percent` of the way is done, and asking again later helps. */
export function figuresLoading(period: string, percent: number): Result<never> {
  return refuse('pay.figures_loading', { period, percent })
}
