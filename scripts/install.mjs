// Installs the packages when the lock file has changed since the last install, and does nothing otherwise.
// Built-ins only and plain JavaScript: it runs on Node 20 with nothing installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.openfield-lock-hash')
const hash = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  process.stderr.write('Installing packages (once, until the lock file changes) ...\n')
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const done = spawnSync(command, [...first, 'ci', '--loglevel=error', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) {
    process.stderr.write(
      'The packages could not be installed. Check the network and the npm registry, then start again.\n',
    )
    process.exit(1)
  }
  linkOwnCommand()
  writeFileSync(stamp, hash)
}

/** `npx openfield` finds the command of this checkout whatever npm's version says about a root package's own bin. */
function linkOwnCommand() {
  const link = join(root, 'node_modules', '.bin', 'openfield')
  if (existsSync(link) || process.platform === 'win32') return
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync('../../bin/openfield', link)
}
