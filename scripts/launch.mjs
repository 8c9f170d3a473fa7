// Runs a program of this project under the Node that the project pins, whatever Node started it.
// Built-ins only and plain JavaScript: this file must work on Node 20 before anything is installed or typed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const leastMajor = 24

/** The path of a Node of at least `leastMajor`: the running one, or the one in node_modules. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= leastMajor) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin')
  const found = [join(folder, 'node'), join(folder, 'node.exe')].find((path) => existsSync(path))
  if (found) return found
  process.stderr.write(
    `Openfield needs Node ${leastMajor} or later, and this is ${process.version}. ` +
      `No packaged Node was found for ${process.platform} ${process.arch}; ` +
      `run "npm ci" first, or install Node ${leastMajor}.\n`,
  )
  return process.exit(1)
}

/** Runs a program file with arguments; signals are passed on and its exit code becomes ours. */
export function launch(program, args) {
  const node = findNode()
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, program), ...args], {
    stdio: 'inherit',
    env: {
      // Compiled code is kept between starts; that halves the time until the first line of ours runs.
      NODE_COMPILE_CACHE: join(root, '.cache', 'node'),
      ...process.env,
      PATH: `${dirname(node)}:${process.env.PATH ?? ''}`,
    },
  })
  // The terminal already sends Ctrl-C to the whole group; without a listener this parent would end first.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) launch(process.argv[2], process.argv.slice(3))
