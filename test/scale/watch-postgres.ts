import { parentPort } from 'node:worker_threads'
import { postgresRssMb } from './memory.ts'

const EVERY_MS = 200

let most: number | null = null
const look = async (): Promise<void> => {
  const now = await postgresRssMb()
  if (now !== null) most = Math.max(most ?? 0, now)
}
const timer = setInterval(() => void look(), EVERY_MS)
parentPort?.once('message', () => {
  clearInterval(timer)
  parentPort?.postMessage(most)
})
