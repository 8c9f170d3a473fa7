import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

test('a command whose reader leaves early, as head does, ends quietly with its own exit code', async () => {
  const plans = ['unilevel', 'binary', 'matrix'].map((name) => `examples/templates/${name}.yaml`)
  const child = spawn(process.execPath, ['src/cli.ts', 'plan', 'check', ...plans], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(told).toBe('')
  expect(code).toBe(0)
})
