// node scripts/second-fields.ts [CASE …]: draws for every published case of examples/plans a field of other people and
// orders and writes it, with what the checker expects of it, to the folder `second` of the case. Of many drawn fields the
// one that shows most of the plan is taken; the seeds are the numbers from 1 on, so that a run gives the same fields.
import { join } from 'node:path'
import { CheckStop } from '#modules/compensation/domain/checker/world.ts'
import { periodsRead } from '#modules/compensation/domain/language/plan-reads.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { readField, SECOND } from '#modules/compensation/use-cases/run-cases.ts'
import { readPayInput } from '#modules/compensation/use-cases/read-pay-input.ts'
import { RunFilesError } from '#modules/compensation/use-cases/run-error.ts'
import type { Period } from '#shared/period.ts'
import { checkedPeriods, expectedText } from './second-fields/checked.ts'
import { drawField } from './second-fields/draw-field.ts'
import { readFieldFiles, tableText, writeField, type FieldFiles } from './second-fields/field-files.ts'
import { askedOf, examples, planOfCase, publishedCases } from './second-fields/published.ts'
import { worthOf, type Worth } from './second-fields/worth.ts'

const TRIES = 150
/** Some plans pay seldom; for these more fields are drawn until every bonus pays two amounts. */
const TRIES_MOST = 3000

type Found = Worth & Readonly<{ files: FieldFiles; expected: string; seed: number }>

async function tryField(
  plan: Plan,
  files: FieldFiles,
  periods: readonly Period[],
  asked: ReturnType<typeof askedOf>,
): Promise<Omit<Found, 'seed' | 'files'> | undefined> {
  const [from] = periods
  if (!from) return undefined
  const sources = Object.fromEntries(
    Object.entries(files).map(([name, table]) => [name, { text: tableText(table) }]),
  )
  try {
    const input = await readPayInput(plan, sources, from)
    const checked = checkedPeriods(plan, input, periods)
    const worth = worthOf(plan, input, periods, checked)
    return worth && { ...worth, expected: expectedText(plan, checked, asked) }
  } catch (error) {
    // A drawn field may ask for what cannot be: too large a pool, a division by nothing. Another one is drawn then.
    if (error instanceof RunFilesError || error instanceof CheckStop) return undefined
    throw error
  }
}

async function secondField(name: string): Promise<Found> {
  const folder = join(examples, name)
  const plan = await planOfCase(name)
  const first = await readFieldFiles(folder)
  const { periods, expected } = await readField(plan, folder)
  const asked = askedOf(expected)
  const wanted = {
    days: { from: periods[0]?.fromMs ?? 0, to: periods.at(-1)?.untilMs ?? 0 },
    ranks: plan.ranks.map((rank) => rank.name),
  }
  let best: Found | undefined
  for (let seed = 1; seed <= (best?.isVaried ? TRIES : TRIES_MOST); seed++) {
    const files = drawField(seed, first, wanted, periodsRead(plan).size > 0)
    // Seed by seed, so that the first of two equal ones is taken.
    // oxlint-disable-next-line no-await-in-loop
    const tried = await tryField(plan, files, periods, asked)
    if (tried && tried.worth > (best?.worth ?? -Infinity)) best = { ...tried, files, seed }
  }
  if (!best) throw new Error(`${name}: no drawn field pays some people by every bonus and leaves others out`)
  return best
}

const wanted = process.argv.slice(2)
for (const name of await publishedCases()) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  // One case after the other: each uses a core fully.
  // oxlint-disable-next-line no-await-in-loop
  const { files, expected, shows, misses, seed } = await secondField(name)
  // oxlint-disable-next-line no-await-in-loop
  await writeField(join(examples, name, SECOND), files, expected)
  const missed = misses.length > 0 ? `; not seen: ${misses.join(', ')}` : ''
  process.stdout.write(`${name}: seed ${seed}, shows ${shows.join(', ') || 'pay alone'}${missed}\n`)
}
