import type { FastifyRequest } from 'fastify'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may change something as far as its origin goes. A browser names the origin of every write; it must
 * be this site. Programs name none; they are let through unless the browser's own marks say that another site asked.
 * Together with SameSite=Lax cookies this is the guard against forged requests.
 */
export function isOwnOrigin(request: FastifyRequest): boolean {
  if (reading.has(request.method)) return true
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
  return URL.canParse(origin) && new URL(origin).host === request.host
}
