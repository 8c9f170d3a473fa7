import { cpus } from 'node:os'
import { parseDecimal } from '#shared/decimal.ts'
import { seededRandom } from '#shared/random.ts'
import { explanationTold, type Asked } from '#modules/compensation/domain/explain/explain.ts'
import type { KnownFigures } from '#modules/compensation/domain/figures/told.ts'
import { runPasses } from '#modules/compensation/domain/passes/run-passes.ts'
import { planOfBench } from './bench-close.ts'
import type { BenchSize, Say } from './bench-data.ts'
import { drawImage } from './bench-passes.ts'
import { benchPeriod, volumeOf, type Image } from './close-run.ts'
import { compareDrawn, type Draws } from './compare-drawn.ts'
import { figuresOfColumns } from './explain-world.ts'
import { heldMostMb } from './memory.ts'

export type ExplainBench = Readonly<{
  people: number
  lines: number
  wall_ms: number
  phases: Readonly<Record<string, number>>
  peak_rss_mb: number
  postgres_rss_mb: null
  compared: number
  results_equal: boolean
  p50_ms: number
  p99_ms: number
  max_ms: number
}>

/** People who are asked about: drawn by chance, and beside them the tops of the largest teams and the deepest. */
export type Asking = Readonly<{ drawn: number; top: number; deepest: number; checked: Draws }>

const ASKING: Asking = { drawn: 400, top: 60, deepest: 40, checked: { people: 200, fieldMost: 400 } }

/**
 * Explains the amounts of drawn people by every bonus with an open period in memory, and opens the largest leg of each down to
 * its sources. Every answer has to add up to the amount of the passes; amounts of drawn people are held against the checker.
 */
export async function benchExplain(
  size: BenchSize,
  say: Say,
  asking: Asking = ASKING,
): Promise<ExplainBench> {
  const plan = await planOfBench()
  say(
    `${size.people} people, ${size.lines} lines; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`,
  )
  const phases: Record<string, number> = {}
  const phase = <T>(name: string, work: () => T): T => {
    const begun = performance.now()
    const made = work()
    phases[name] = Math.round(performance.now() - begun)
    say(`  ${name}: ${phases[name]} ms`)
    return made
  }
  const { image, volume } = phase('draw', () => drawImage(size, say))
  const values = Float64Array.from(image.idOf, (id) => volume[id] ?? 0)
  const field = { ...image.field, ...volumeOf(values) }
  const passed = phase('passes', () => runPasses(plan, field, benchPeriod(plan)))
  const figures = phase('world', () => figuresOfColumns(plan, image, field, passed, size))
  const known = { figures, personIds: Array.from(image.idOf, BigInt) }
  const people = askedPeople(image, size.seed, asking)
  const answers = phase('explain', () => explainAll(known, people, say))
  const checked = phase('check', () =>
    compareDrawn(plan, image, volume, passed, size.seed, say, asking.checked),
  )
  const times = Float64Array.from(answers.times).sort()
  const at = (share: number): number => rounded(times[Math.floor((times.length - 1) * share)] ?? Number.NaN)
  say(`${times.length} answers for ${people.length} people, ${answers.legs} of them opened legs`)
  return {
    people: size.people,
    lines: size.lines,
    wall_ms: phases['explain'] ?? 0,
    phases,
    peak_rss_mb: heldMostMb(),
    postgres_rss_mb: null,
    compared: times.length + checked.compared,
    results_equal: answers.unequal === 0 && checked.unequal === 0 && checked.compared > 0,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    max_ms: at(1),
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** Drawn people, the tops of the largest teams, and those who stand deepest, each once, in an order of chance. */
function askedPeople({ field }: Image, seed: number, asking: Asking): readonly number[] {
  const { below } = seededRandom(seed + 11)
  const { parent, depth, order } = field.tree('sponsor')
  const size = new Int32Array(field.people).fill(1)
  for (let i = order.length - 1; i > 0; i--) {
    const person = order[i] ?? 0
    const above = parent[person] ?? -1
    if (above >= 0) size[above] = (size[above] ?? 0) + (size[person] ?? 0)
  }
  const largest = (by: Int32Array, count: number): Int32Array =>
    order.toSorted((a, b) => (by[b] ?? 0) - (by[a] ?? 0)).subarray(0, count)
  const drawn = Array.from({ length: asking.drawn }, () => below(field.people))
  const all = new Set([...drawn, ...largest(size, asking.top), ...largest(depth, asking.deepest)])
  const people = [...all]
  for (let i = people.length - 1; i > 0; i--) {
    const other = below(i + 1)
    ;[people[i], people[other]] = [people[other] ?? 0, people[i] ?? 0]
  }
  return people
}

type Answers = Readonly<{ times: readonly number[]; unequal: number; legs: number }>

function explainAll(known: KnownFigures, people: readonly number[], say: Say): Answers {
  const times: number[] = []
  const slowest: { text: string; ms: number }[] = []
  let [unequal, legs] = [0, 0]
  for (const person of people)
    for (const { name } of known.figures.plan.bonuses) {
      let asked: Asked | undefined = {}
      while (asked) {
        const begun = performance.now()
        const told = explanationTold(known, person, name, asked)
        const text = JSON.stringify(told, (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        )
        const ms = performance.now() - begun
        times.push(ms)
        if (asked.leg !== undefined) legs += 1
        slowest.push({ text: `${person} ${name} ${JSON.stringify(asked)} ${text.length} characters`, ms })
        if (!told || !addsUp(known, told, asked)) {
          unequal += 1
          if (unequal <= 5) say(`  ${person}, ${name}: the parts do not add up`)
        }
        const leg: string | undefined = told?.legs[0]?.person.code
        asked = leg === undefined ? undefined : { leg }
      }
    }
  for (const one of slowest.toSorted((a, b) => b.ms - a.ms).slice(0, 8))
    say(`  ${one.ms.toFixed(1)} ms: person ${one.text}`)
  return { times, unequal, legs }
}

type Told = NonNullable<ReturnType<typeof explanationTold>>

/** Whether what is listed and what is counted come to the amount; of a leg, to what it brings in all. */
function addsUp({ figures }: KnownFigures, told: Told, asked: Asked): boolean {
  const parts = [...told.sources, ...told.legs, told.before, told.more].map((part) => picoOf(part?.exact))
  const found = parts.reduce((sum, part) => sum + part, 0n)
  if (asked.leg !== undefined) return found === picoOf(told.together)
  const others = told.others.reduce((sum, other) => sum + picoOf(other.exact), 0n)
  return figures.byPasses && found + others === told.amount.minor * 10_000_000_000n
}

function picoOf(text: string | undefined): bigint {
  const value = parseDecimal(text ?? '0', 12)
  if (typeof value !== 'bigint') throw new Error(`${text} is no decimal`)
  return value
}
