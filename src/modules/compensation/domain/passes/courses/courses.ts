import type { OrderItem } from '../../pay/order-book.ts'
import type { World } from '../../pay/world.ts'
import { NotCompiled, OutOfRange } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { once } from '../once.ts'
import { courseOf, type Course } from './course.ts'
import type { Moment } from './moments.ts'

const known = new WeakMap<object, Map<string, Course>>()

/**
 * The course of a volume in a run, made when it is first asked for. Throws NotCompiled where people move in the period, so that a
 * group is not the same at each order, and for a period of another calendar.
 */
export function courseIn(compiler: Compiler, volume: string): Course {
  const { field, renewal, asked } = compiler
  if (field.placesChange || field.standing || field.returns)
    throw new NotCompiled('a volume in the course of such a period')
  // What is asked after a run that is renewed is not renewed with it.
  const of = renewal ?? asked
  const courses = known.get(of) ?? new Map<string, Course>()
  known.set(of, courses)
  const course = courses.get(volume) ?? courseOf(compiler, volume)
  courses.set(volume, course)
  course.follow()
  return course
}

export function momentOf({ atMs, id }: OrderItem): Moment {
  return { atMs, id }
}

/** A world in which volumes in their course are read from what the run holds of everybody. */
export function withCourses(compiler: Compiler, world: World): World {
  // What is too large or too fine for a course is worked out for each who is asked.
  const courseOr = once((volume: string) => orNone(() => courseIn(compiler, volume)))
  return {
    ...world,
    running: (volume, person, order, when) => {
      const course = person < 0 ? undefined : courseOr(volume)
      return course ? course.at(person, momentOf(order), when) : world.running(volume, person, order, when)
    },
  }
}

function orNone<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return undefined
    throw error
  }
}
