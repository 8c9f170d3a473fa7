import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** A program that starts at once, says so, and is ended by `stop`. */
async function stopped(stop: string): Promise<{ code: unknown; said: string }> {
  const program = `
    import { stoppable } from ${JSON.stringify(new URL('stoppable.ts', import.meta.url).href)}
    const goesOn = setInterval(() => undefined, 1000)
    await stoppable(async () => ({ stop: async () => { ${stop} } }))
    process.stdout.write('runs\\n')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (text.includes('runs')) child.kill('SIGINT')
    })
  const [code] = await ended
  return { code, said }
}

test('what fails by itself while the program stops is told, and everything else is still ended in order', async () => {
  const { code, said } = await stopped(`
    setImmediate(() => { throw new Error('the connection is gone') })
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    process.stdout.write('the database has ended\\n')`)
  expect(said).toContain('Trouble while stopping: Error: the connection is gone')
  expect(said).toMatch(/the database has ended\nStopped\.\n$/)
  expect(code).toBe(0)
})

test('a program that cannot stop in order says why and ends with a failure', async () => {
  const { code, said } = await stopped(`throw new Error('the lock is held')`)
  expect(said).toContain('the lock is held')
  expect(said).not.toContain('Stopped.')
  expect(code).toBe(1)
})
