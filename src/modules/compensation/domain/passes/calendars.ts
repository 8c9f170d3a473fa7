import type { EvaluationOrder, Stratum } from '../language/dependencies.ts'
import type { Bonus } from '../language/plan.ts'
import { worldSoFar } from './asked/world-so-far.ts'
import { dayAt, type Column, type Compiler } from './compiler.ts'
import type { ClosedStanding, FieldColumns, Standing } from './field-columns.ts'
import { outsidePasses, runStratum } from './pass.ts'

/** In which compiler definitions and bonuses of a run are computed. */
export type Calendars = Readonly<{
  /** Where what is said of the period itself is compiled. */
  own: Compiler
  /** Computes the definitions of a stratum for everybody. */
  define: (stratum: Stratum) => void
  /** Where the rules of a bonus are compiled: by the standing that it goes by. */
  of: (bonus: Bonus) => Compiler
}>

/**
 * In a period of the plan's calendar everything is computed in one compiler. In one of another calendar people stand as in the main
 * period that runs, up to its end, or as in the last closed one, and only volumes and who may be paid are the period's own.
 */
export function calendarsOf(compiler: Compiler, order: EvaluationOrder): Calendars {
  const { standing } = compiler.field
  if (!standing)
    return { own: compiler, define: (stratum) => runStratum(compiler, order, stratum), of: () => compiler }
  const running = runningCompiler(compiler, order, standing)
  const own = ownCompiler(compiler, order, running)
  const { plan, calendar } = compiler
  const readsClosed = plan.bonuses.some((bonus) => bonus.calendar === calendar && goesByClosed(bonus))
  const closed = readsClosed ? closedCompiler(compiler, order, standing.closed()) : undefined
  return {
    own,
    define(stratum) {
      runStratum(running, order, stratum)
      for (const [key, column] of running.columns) if (!isOwn(key)) own.columns.set(key, column)
      runStratum(own, order, stratum)
      if (closed) runStratum(closed, order, stratum)
    },
    of: (bonus) => (closed && goesByClosed(bonus) ? closed : own),
  }
}

const goesByClosed = ({ standing }: Bonus): boolean => standing === 'last_closed'

/** Whether a definition, or what is asked of people, is of the period itself also where people stand as in a main period. */
const isOwn = (key: string): boolean =>
  key.startsWith('volume:') || key.startsWith('asked:') || key === 'paid'

function runningCompiler(compiler: Compiler, order: EvaluationOrder, { running }: Standing): Compiler {
  const { timeZone } = compiler.plan
  const { field, period } = running
  const days = { first: dayAt(period.fromMs, timeZone), last: dayAt(period.untilMs - 1, timeZone) }
  // What bonuses of the period paid is read by definitions of the main one too.
  return outsidePasses(
    {
      ...compiler,
      field,
      period: period.label,
      days,
      columns: new Map(),
      gathers: new Map(),
      asked: nothingAsked(),
    },
    order,
  )
}

/** The period itself: what is asked of single people there looks back from the main period. */
function ownCompiler(compiler: Compiler, order: EvaluationOrder, running: Compiler): Compiler {
  const { field } = compiler
  const world: FieldColumns['world'] = (known) => {
    const [asked, main] = [field.world(known), worldSoFar(running)]
    return {
      ...asked,
      back: (steps) => (steps === 0 ? main : asked.back(steps)),
      accumulated: main.accumulated,
      accumulatedBefore: main.accumulatedBefore,
    }
  }
  return outsidePasses({ ...compiler, field: { ...field, world } }, order)
}

function closedCompiler(compiler: Compiler, order: EvaluationOrder, closed: ClosedStanding): Compiler {
  const { field } = compiler
  const before = { ...field.before, rank: closed.previousRank }
  const columns = new Map<string, Column>(closed.columns)
  const standing = { ...field, before, world: closed.world }
  return outsidePasses(
    { ...compiler, field: standing, columns, gathers: new Map(), asked: nothingAsked() },
    order,
  )
}

function nothingAsked(): Compiler['asked'] {
  return { numbers: [], bytes: [] }
}
