import type { Send } from './api.ts'

/**
 * A carrier that tells how much of a request has gone, from 0 to 1: what `fetch` cannot. For files, of which somebody wants to see how
 * far they are.
 */
export function sendTelling(tell: (share: number) => void): Send {
  return ({ method, path, headers, body }) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.open(method, path)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.upload.addEventListener('progress', ({ loaded, total }) => {
        if (total > 0) tell(loaded / total)
      })
      request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }))
      for (const ending of ['error', 'abort', 'timeout'])
        request.addEventListener(ending, () => resolve({ status: 0, text: '' }))
      request.send(body ?? null)
    })
}
