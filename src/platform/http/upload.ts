import type { FastifyInstance } from 'fastify'
import { Readable } from 'node:stream'
import type { Endpoint } from '#shared/contract.ts'

/** The one type of bodies that are files; what they are is seen by their bytes. */
export const UPLOAD_TYPE = 'application/octet-stream'

/** A file that is larger than its endpoint takes; told as such (`input.too_large`). */
class TooLarge extends Error {
  readonly statusCode = 413
}

/** In this scope JSON stays the bytes that came, for messages whose signature is over them. */
export function keepJsonBytes(scope: FastifyInstance): void {
  scope.removeContentTypeParser('application/json')
  scope.addContentTypeParser('application/json', (_request, payload, done) => done(null, payload))
}

/** Lets routes take files: the body stays a stream until the caller is known. */
export function acceptUploads(app: FastifyInstance): void {
  app.addContentTypeParser(UPLOAD_TYPE, (_request, payload, done) => done(null, payload))
}

/** The body as a route takes it: of an upload the bytes, at most as many as it may have. */
export async function bodyFor(endpoint: Endpoint, body: unknown): Promise<unknown> {
  if (!(body instanceof Readable)) return body
  // Bytes that nobody asked for are no input.
  if (endpoint.upload === undefined) return undefined
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    if (!(piece instanceof Uint8Array)) throw new Error('a body came that is no bytes')
    size += piece.length
    if (size > endpoint.upload.mostBytes) throw new TooLarge('the file is too large')
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}
