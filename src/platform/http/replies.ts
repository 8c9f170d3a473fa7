import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MessageCatalogue } from '#shared/message.ts'
import { refusal, type Refusal } from '#shared/refusal.ts'
import { isPoolBusy } from '#platform/postgres/database.ts'
import { sentenceOf, statusOf } from './messages.ts'
import { InputProblem, type RawAnswer } from './route.ts'

/** After so long it is worth to ask again where no connection was free. */
const BUSY_SECONDS = 5
const YEAR_S = 31_536_000

/** Sends what a handler answered, as its endpoint declares it. */
export function sendAnswer(
  reply: FastifyReply,
  endpoint: { status?: number; produces?: string },
  answer: RawAnswer,
): FastifyReply {
  if ('file' in answer) {
    const { body, fileName, type, isForEver } = answer.file
    if (isForEver === true) void reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`)
    if (fileName !== undefined) {
      const plain = fileName.replaceAll(/[^\w.-]/g, '_')
      void reply.header('content-disposition', `attachment; filename="${plain}"`)
    }
    return reply
      .code(endpoint.status ?? 200)
      .type(type ?? endpoint.produces ?? 'application/octet-stream')
      .send(body)
  }
  if (answer.json === undefined) return reply.code(204).send()
  return reply.code(endpoint.status ?? 200).send(answer.json)
}

/** Sends a refusal in the one shape of all errors. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  messages: MessageCatalogue,
  refused: Refusal,
  issues?: InputProblem['issues'],
): FastifyReply {
  const params = Object.fromEntries(
    Object.entries(refused.params).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? value.toString() : value,
    ]),
  )
  return reply.code(statusOf(refused.code)).send({
    code: refused.code,
    message: sentenceOf(messages, refused),
    params,
    ...(refused.field === undefined ? {} : { field: refused.field }),
    ...(issues === undefined ? {} : { issues }),
    requestId: request.id,
  })
}

/** Sends what was thrown: input that does not fit, what the server itself refuses, or a defect (logged, told by its id). */
export function sendThrown(
  request: FastifyRequest,
  reply: FastifyReply,
  messages: MessageCatalogue,
  thrown: unknown,
): FastifyReply {
  if (thrown instanceof InputProblem) {
    const first = thrown.issues[0]
    const field = first?.field ?? ''
    const said = refusal(first?.code ?? 'input.invalid', { field, detail: first?.detail ?? '' }, field)
    return sendRefusal(request, reply, messages, said, thrown.issues)
  }
  const status = statusOfThrown(thrown)
  if (status === 429) {
    const seconds = Number(reply.getHeader('retry-after') ?? 60)
    return sendRefusal(request, reply, messages, refusal('too_many_requests', { seconds }))
  }
  if (status === 413) return sendRefusal(request, reply, messages, refusal('input.too_large'))
  if (status !== undefined && status < 500) {
    const detail = thrown instanceof Error ? thrown.message : ''
    return sendRefusal(request, reply, messages, refusal('input.unreadable', { detail }))
  }
  if (isPoolBusy(thrown)) {
    void reply.header('retry-after', String(BUSY_SECONDS))
    return sendRefusal(request, reply, messages, refusal('busy', { seconds: BUSY_SECONDS }))
  }
  request.log.error({ err: thrown }, 'request failed')
  return sendRefusal(request, reply, messages, refusal('internal', { requestId: request.id }))
}

function statusOfThrown(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return undefined
  return typeof thrown.statusCode === 'number' ? thrown.statusCode : undefined
}
