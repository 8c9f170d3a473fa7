import type { Fault } from './faults.ts'
import type { Outcome } from './trial.ts'

export type Tried = Readonly<{ fault: Fault; outcome: Outcome }>

/** docs/mutants.md: every planted fault and what caught it. */
export function mutantsPage(all: readonly Tried[]): string {
  const caught = all.filter(({ outcome }) => outcome.is === 'caught').length
  const rows = all.map(({ fault, outcome }) =>
    [fault.name.slice(0, fault.name.indexOf('-')), fault.patch.says, fileOf(fault), caughtBy(outcome)]
      .map((cell) => cell.replaceAll('|', String.raw`\|`))
      .join(' | '),
  )
  return `# Planted faults

Each patch of \`test/mutants\` plants one fault in the pay engine. \`npm run mutants\` applies it to a throw-away copy of the
source and asks the examples (with their second fields), then 500 generated cases that engine and checker agree on without
the fault, then the unit tests of pay; the first that notices is named here. Faults in the passes are held by the tests that compare them
with the walk. \`npm run mutants -- --write\` writes this page.

${caught} of ${all.length} faults are caught.

| no. | fault | in | caught by |
| --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`
}

function fileOf({ patch }: Fault): string {
  return patch.files
    .map(({ path }) => `\`${path.replace('src/modules/compensation/domain/', '').replace(/^pay\//, '')}\``)
    .join(', ')
}

export function caughtBy(outcome: Outcome): string {
  return outcome.is === 'caught'
    ? outcome.by
    : outcome.is === 'survived'
      ? 'nothing'
      : `not tried: ${outcome.is}`
}
