// npm run mutants: plants each fault of test/mutants in a copy of the program and tells what notices it; exit code 1 when
// one survives or its patch no longer fits. `npm run mutants -- 15 cap` tries those whose names contain one of the words;
// --write writes docs/mutants.md; --workers sets how many copies run beside each other (2).
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readFaults, root, type Fault } from './mutants/faults.ts'
import { caughtBy, mutantsPage, type Tried } from './mutants/page.ts'
import { copyTree, type TreeCopy } from './mutants/tree-copy.ts'
import { soundTrial, tryFault, type Outcome } from './mutants/trial.ts'

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean' }, workers: { type: 'string', default: '2' } },
  allowPositionals: true,
})

function say(fault: Fault, outcome: Outcome): void {
  const how = outcome.is === 'caught' ? outcome.how : outcome.is === 'survived' ? '' : outcome.problem
  const mark = outcome.is === 'caught' ? 'caught by ' : outcome.is === 'survived' ? 'SURVIVED: ' : 'ERROR: '
  process.stdout.write(`${fault.name}: ${fault.patch.says}\n  ${mark}${caughtBy(outcome)}\n`)
  if (how !== '') process.stdout.write(`  ${how.split('\n').slice(0, 8).join('\n  ')}\n`)
}

/** Takes faults from the list until none is left. */
async function work(waiting: Fault[], copy: TreeCopy, equalPath: string, tried: Tried[]): Promise<void> {
  for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
    // One fault at a time in a copy; the other copies work beside it.
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await tryFault(fault, copy, equalPath)
    say(fault, outcome)
    tried.push({ fault, outcome })
  }
}

const startedAt = performance.now()
const all = await readFaults()
const chosen = all.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
)
const copies = await Promise.all(Array.from({ length: Number(values.workers) }, copyTree))
const tried: Tried[] = []
try {
  const [first] = copies
  if (!first) throw new Error('expected at least one worker')
  const equalPath = await soundTrial(first)
  const waiting = [...chosen]
  await Promise.all(copies.map((copy) => work(waiting, copy, equalPath, tried)))
} finally {
  await Promise.all(copies.map((copy) => copy.remove()))
}
tried.sort((a, b) => (a.fault.name < b.fault.name ? -1 : 1))
// A page of some faults alone would hide the others.
if (values.write && tried.length === all.length)
  await writeFile(join(root, 'docs/mutants.md'), mutantsPage(tried))
const missed = tried.filter(({ outcome }) => outcome.is !== 'caught')
for (const { fault, outcome } of missed)
  process.stdout.write(`NOT CAUGHT ${fault.name}: ${caughtBy(outcome)}\n`)
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
process.stdout.write(`${tried.length - missed.length} of ${tried.length} faults caught in ${seconds} s\n`)
if (missed.length > 0 || tried.length === 0) process.exitCode = 1
