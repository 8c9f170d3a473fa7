import { createServer } from 'node:net'
import { StartError } from '#platform/config/start-error.ts'

/** Throws StartError when another program listens on the port already; asked before the slow steps of a start. */
export async function requireFreePort(input: { port: number; host: string }): Promise<void> {
  if (input.port === 0) return
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(refusal(error, input))
    })
    probe.listen(input.port, input.host, () => {
      probe.close(() => resolve())
    })
  })
}

function refusal(error: NodeJS.ErrnoException, { port, host }: { port: number; host: string }): Error {
  if (error.code === 'EADDRINUSE')
    return new StartError(
      `Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
    )
  if (error.code === 'EACCES')
    return new StartError(
      `This account may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`,
    )
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new StartError(`HOST is "${host}", which is no address of this machine.`)
  return error
}
