// What the tests of threads run in a thread.
import { getPriority } from 'node:os'
import { z } from 'zod'

export function sumOf(input: unknown): bigint {
  const { values } = z.object({ values: z.array(z.bigint()) }).parse(input)
  return values.reduce((sum, value) => sum + value, 0n)
}

/** Tells each number up to one, and answers it. */
export function counting(input: unknown, tell: (told: number) => void): number {
  const until = z.number().parse(input)
  for (let number = 1; number <= until; number++) tell(number)
  return until
}

export function priority(): number {
  return getPriority()
}

/** Writes down a value beside those before it; answers every hundredth. */
export function noting(input: unknown): number | undefined {
  const { into, value } = z.object({ into: z.instanceof(Int32Array), value: z.number() }).parse(input)
  if (value < 0) throw new Error('below zero')
  into[0] = (into[0] ?? 0) + 1
  into[into[0]] = value
  return value % 100 === 0 ? value : undefined
}

export function failing(): never {
  throw new Error('on purpose')
}

export function forEver(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 1_000))
}

/** Counts on from a number by what it is asked; the number of the beast ends the thread, and `never` has no answer. */
export async function openCounter(input: unknown) {
  let { from } = z.object({ from: z.bigint() }).parse(input)
  return {
    async answer(question: unknown): Promise<bigint> {
      if (question === 'never') return new Promise(() => undefined)
      const step = z.bigint().parse(question)
      if (step === 666n) process.exit(1)
      from += step
      return from
    },
    stop: async (): Promise<void> => undefined,
  }
}

/** Never lets go of what it holds. */
export async function openForEver() {
  return { answer: async (): Promise<string> => 'here', stop: (): Promise<never> => forEver() }
}
