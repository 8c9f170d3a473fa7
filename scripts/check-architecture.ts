// Holds the tree against the rules of the house (scripts/architecture/rules.ts) and keeps the module graph of
// ARCHITECTURE.md true. `--write` renews the graph. Prints file:line and the rule; exits 1 when anything is found.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { breachText } from './architecture/breach.ts'
import type { Tree } from './architecture/breach.ts'
import { checkTree } from './architecture/check-tree.ts'
import { moduleGraph, withGraph } from './architecture/module-graph.ts'

const root = join(import.meta.dirname, '..')
const CHECKED = /^(src|web|test|scripts)\/.*\.(ts|tsx|sql|css)$/

/** What git tracks or would track, so that built and ignored files stay out. */
function readTree(): Tree {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const paths = listed.split('\n').filter((path) => CHECKED.test(path) && existsSync(join(root, path)))
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

const startedAt = performance.now()
const { breaches, sources } = checkTree(readTree())
const architecture = join(root, 'ARCHITECTURE.md')
const before = readFileSync(architecture, 'utf8')
const after = withGraph(before, moduleGraph(sources))
const write = process.argv.includes('--write')
if (write && before !== after) writeFileSync(architecture, after)

const lines = breaches.map(breachText)
if (!write && before !== after)
  lines.push('ARCHITECTURE.md:1  the module graph is true: run node scripts/check-architecture.ts --write')
for (const line of lines) process.stdout.write(`${line}\n`)
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
process.stdout.write(`architecture: ${sources.size} files, ${lines.length} breaches, ${seconds} s\n`)
process.exitCode = lines.length === 0 ? 0 : 1
