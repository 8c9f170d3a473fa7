import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from 'playwright-core'
import { z } from 'zod'

const root = join(import.meta.dirname, '../..')
const packageFolder = join(root, 'node_modules/@sparticuz/chromium')
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** A page of a test lives for seconds: code that is made fast for a long life costs more than it brings, a fifth of each page. */
const SHORT_LIFE = '--js-flags=--no-opt --no-maglev --no-sparkplug'

/**
 * A browser with a profile of its own, gone when it is closed: an installed Chromium (`CHROMIUM_PATH` names another
 * place), else the packed one, which is unpacked once into `.cache/chromium`. With `compiles` it makes scripts fast as people's
 * browsers do, for measuring.
 */
export async function openBrowser(how: Readonly<{ compiles?: boolean }> = {}): Promise<Browser> {
  const args = how.compiles === true ? FLAGS : [...FLAGS, SHORT_LIFE]
  const named = process.env['CHROMIUM_PATH']
  const installed = named ?? INSTALLED.find((path) => existsSync(path))
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args })
  const folder = await unpackedFolder()
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args,
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'openfield-fonts.conf') },
  })
}

/** The folder of the unpacked browser. It appears whole, also when two test runs unpack at the same time. */
async function unpackedFolder(): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')))
  const folder = join(root, '.cache/chromium', version)
  if (existsSync(folder)) return folder
  await mkdir(join(root, '.cache/chromium'), { recursive: true })
  const part = await mkdtemp(join(root, '.cache/chromium/part-'))
  // The package unpacks into the folder for temporary files and takes whatever lies there already.
  const unpack = "await (await import('@sparticuz/chromium')).default.executablePath()"
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', unpack], {
    cwd: root,
    env: { ...process.env, TMPDIR: part, TMP: part, TEMP: part },
  })
  await writeFile(join(part, 'openfield-fonts.conf'), fontsConfiguration(folder))
  await rename(part, folder).catch(async (error: unknown) => {
    await rm(part, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  })
  return folder
}

/** The fonts of the machine and those that come along: without any, text would not be drawn at all. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`
}

/**
 * What keeps people from using the page as it stands: axe's serious and critical findings, a sentence each. Our pages have no
 * frames of other places, so that the page examines itself; else every look would open a second page for what frames say. The
 * examination is half a megabyte of program, which is read once by each document.
 */
export async function accessProblems(page: Page): Promise<string[]> {
  const isRead = await page.evaluate<boolean>('"axe" in window')
  const { violations } = await new AxeBuilder(isRead ? { page, axeSource: '0' } : { page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 3).map((node) => node.target.join(' '))
      return `${id}: ${help} (${nodes.length}: ${places.join('; ')})`
    })
}
