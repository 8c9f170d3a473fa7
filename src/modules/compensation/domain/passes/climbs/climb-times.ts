import type { Expression } from '../../language/expression.ts'
import type { DifferentialBonus, LevelsBonus } from '../../language/plan.ts'
import { everyPart, readsLine } from '../../language/reads.ts'
import { NotCompiled, numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { courseIn } from '../courses/courses.ts'
import type { Course, Sweep, When } from '../courses/course.ts'
import type { Moment } from '../courses/moments.ts'
import type { TeamBonus } from './goes-by-climbs.ts'
import { once } from '../once.ts'
import { timedParts, type TimedParts } from './timed-parts.ts'

/** What a bonus goes by whose rules read volumes in their course: each order goes up by itself. */
export type ClimbTimes = Readonly<{
  /** What is paid on, asked of everybody when it is first looked at. */
  parts: () => TimedParts
  /** A compiler for the rules of the walk, which read these volumes as of the order that was last turned to. */
  compiler: Compiler
  turnTo: (source: number, part: number) => void
  /** Turns to every order in the order of time, which takes a fraction of the time that single ones do. */
  inTime: (each: (source: number, part: number) => void) => void
  /** Who has orders as late as what changed of these volumes since the run was last renewed. */
  later: () => Iterable<number>
}>

/** A volume in its course, as rules about whoever stands on the way read it. */
type Reader = {
  readonly course: Course
  readonly when: When
  readonly valueOf: (person: number) => number
  moment: Moment | undefined
  sweep: Sweep | undefined
}

/** Decimals of millionths. */
const DECIMALS = 6

/** Undefined for a bonus none of whose rules of the walk reads a volume in its course. */
export function climbTimes(compiler: Compiler, bonus: TeamBonus): ClimbTimes | undefined {
  if (!readsCourses(bonus)) return undefined
  const paidOn = volumeOf(bonus)
  const asked = once(() => timedParts(compiler, paidOn))
  const parts = (): TimedParts => asked('')
  const readers = new Map<string, Reader>()
  const all = (): readonly Reader[] => [...readers.values()]
  const turn = (moment: Moment | undefined): void => {
    for (const reader of all()) {
      reader.moment = moment
      if (moment) reader.sweep?.turnTo(moment)
    }
  }
  return {
    parts,
    compiler: {
      ...compiler,
      running({ bound }, { volume, when }, { person, source, isItem }) {
        if (source === undefined || isItem) throw new NotCompiled('a volume in its course outside a walk')
        const key = `${when} ${volume}`
        const reader = readers.get(key) ?? readerOf(courseIn(compiler, volume), when)
        readers.set(key, reader)
        return numberCode(`${bound.name(reader.valueOf)}(${person})`, DECIMALS)
      },
    },
    turnTo: (source, part) => turn(parts().momentOf(source, part)),
    inTime(each) {
      for (const reader of all()) {
        reader.course.follow()
        reader.sweep = reader.course.sweep(reader.when)
      }
      try {
        const { inTime, momentOf } = parts()
        inTime((source, part) => {
          turn(momentOf(source, part))
          each(source, part)
        })
      } finally {
        for (const reader of all()) reader.sweep = undefined
      }
    },
    *later() {
      const since = all().map(({ course }) => course.follow())
      const fromMs = Math.min(...since)
      if (fromMs === Number.POSITIVE_INFINITY) return
      const { latest } = parts()
      for (let source = 0; source < compiler.field.there(); source++)
        if ((latest[source] ?? Number.NEGATIVE_INFINITY) >= fromMs) yield source
    },
  }
}

function readerOf(course: Course, when: When): Reader {
  const reader: Reader = {
    course,
    when,
    moment: undefined,
    sweep: undefined,
    valueOf(person) {
      const { moment, sweep } = reader
      if (moment === undefined) return 0
      return sweep ? (sweep.of[person] ?? 0) : course.at(person, moment, when)
    },
  }
  return reader
}

export function readsCourses(bonus: TeamBonus): boolean {
  return rulesOnTheWay(bonus).some((expression) =>
    [...everyPart(expression)].some(({ node }) => node === 'running'),
  )
}

function rulesOnTheWay(bonus: DifferentialBonus | LevelsBonus): readonly Expression[] {
  const rules = bonus.kind === 'levels' ? [bonus.rate, bonus.stopAt, bonus.depth] : [bonus.rate]
  return rules.flatMap((rule) => (typeof rule === 'object' ? [rule.expression] : []))
}

function volumeOf(bonus: TeamBonus): string {
  if (bonus.kind === 'differential') return bonus.on
  const { source, sourceWhen } = bonus
  if (source.from !== 'volume') throw new NotCompiled('a volume in its course on the way from a person')
  if (sourceWhen && readsLine(sourceWhen))
    throw new NotCompiled('lines that count, on a way by a volume in its course')
  return source.volume
}
