// Builds the three web apps when something that goes into them has changed since the last build, and says so.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { compressAssets } from './compress-assets.ts'

const root = join(import.meta.dirname, '..')
const stampFile = join(root, 'build', '.web-inputs')
const inputs = [
  'web/**/*.*',
  'src/shared/*.ts',
  'src/modules/*/contract.ts',
  'src/modules/*/contract/*.ts',
  'package-lock.json',
  'scripts/build-web.ts',
  'scripts/compress-assets.ts',
]

/** `sent` is the folder that browsers get files from. */
type Build = Readonly<{
  name: string
  needs: string
  arguments: readonly string[]
  output: string
  sent: string
}>

const builds: readonly Build[] = [
  viteBuild('console'),
  viteBuild('office'),
  {
    name: 'storefront',
    needs: 'web/storefront/vite.config.ts',
    arguments: ['node_modules/@react-router/dev/bin.cjs', 'build', 'web/storefront'],
    output: 'build/storefront/server/index.js',
    sent: 'build/storefront/client',
  },
]

/** Builds what is missing or out of date; two at a time, because most machines have few cores. */
export async function buildWeb(deps: { say: (sentence: string) => void }): Promise<void> {
  const stamp = await hashInputs()
  const wanted = builds.filter((build) => existsSync(join(root, build.needs)))
  const complete = wanted.every((build) => existsSync(join(root, build.output)))
  if (complete && (await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return
  await rm(stampFile, { force: true })
  deps.say('Building the web apps (once, until they change) …')
  const startedAt = performance.now()
  for (const pair of [wanted.slice(0, 2), wanted.slice(2)]) await Promise.all(pair.map((build) => run(build)))
  await mkdir(join(root, 'build'), { recursive: true })
  await writeFile(stampFile, stamp)
  deps.say(`Built ${wanted.length} web apps in ${Math.round((performance.now() - startedAt) / 1000)} s.`)
}

function viteBuild(name: string): Build {
  return {
    name,
    needs: `web/${name}/vite.config.ts`,
    arguments: ['node_modules/vite/bin/vite.js', 'build', '--config', `web/${name}/vite.config.ts`],
    output: `build/${name}/index.html`,
    sent: `build/${name}`,
  }
}

async function hashInputs(): Promise<string> {
  const files: string[] = []
  for await (const path of glob(inputs, { cwd: root, exclude: skipped })) files.push(path)
  const hash = createHash('sha256')
  for (const path of files.sort()) {
    const content = await readFile(join(root, path)).catch(() => '')
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function skipped(path: string): boolean {
  return path.includes('.react-router') || path.includes('.test.') || path.includes('node_modules')
}

/** Runs one build; its output is kept and shown only when it fails. */
async function run(build: Build): Promise<void> {
  // What an earlier build left would be sent and counted as part of this one.
  await rm(join(root, 'build', build.name), { recursive: true, force: true })
  const child = spawn(process.execPath, [...build.arguments], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code === 0) return compressAssets(join(root, build.sent))
  const text = stripVTControlCharacters(Buffer.concat(said).toString('utf8'))
  const output = text.trim().split('\n').slice(-30).join('\n')
  throw new Error(`The web app "${build.name}" could not be built:\n${output}`)
}

if (import.meta.main) await buildWeb({ say: (sentence) => process.stdout.write(`${sentence}\n`) })
