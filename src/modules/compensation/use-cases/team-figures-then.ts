import type { FiguresThen } from '#modules/genealogy/api.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { endedBeforeViewer } from './before-viewer.ts'
import type { PayDeps } from './pay-deps.ts'
import { originThen } from './show-pay-then.ts'

/** Ranks and volumes as of then for drawn trees, with all that is known: of the period in which the instant lies. */
export function teamFiguresThen(deps: Pick<PayDeps, 'db' | 'payFigures'>): FiguresThen {
  const originOf = async (atMs: number) => {
    const found = await read(deps, systemActor('team-figures'), (tx) => originThen(tx, { atMs }))
    return found.ok ? found.value : undefined
  }
  return {
    maySee: async (actor, atMs) => {
      const origin = await originOf(atMs)
      if (!origin) return false
      const { period, state } = origin.stand
      const of = { actor, period, atMs: state === 'accepted' ? undefined : atMs }
      return !(await read(deps, actor, (tx) => endedBeforeViewer(tx, of)))
    },
    ofEverybody: async (atMs) => {
      const origin = await originOf(atMs)
      return origin && deps.payFigures.past.everybody(origin.stand.period, origin.from)
    },
  }
}
