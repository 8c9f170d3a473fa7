import { expect, test } from 'vitest'
import { endAll, type Stops } from './end-all.ts'

test('what cannot end is named, and keeps nothing that began before it from ending', async () => {
  const ended: string[] = []
  const stops: Stops = [
    { what: 'the database', end: () => void ended.push('the database') },
    { what: 'the jobs', end: () => Promise.reject(new Error('the connection is gone')) },
    { what: 'the server', end: () => void ended.push('the server') },
  ]
  await expect(endAll(stops, () => undefined)).rejects.toThrow(
    'Could not end the jobs in order: Error: the connection is gone',
  )
  expect(ended).toEqual(['the server', 'the database'])
})
