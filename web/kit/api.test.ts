import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoint, instant, integer, money, smallNumber } from '#shared/contract.ts'
import { ApiRefusal, createApi, endpointPath, type WireAnswer, type WireRequest } from './api.ts'

const read = endpoint({
  method: 'GET',
  path: '/things/:code',
  params: z.object({ code: z.string() }),
  query: z.object({
    page: smallNumber.optional(),
    search: z.string().optional(),
    sinceSeq: integer.optional(),
    some: z
      .codec(z.string(), z.array(z.string()), {
        decode: (text) => text.split(','),
        encode: (list) => list.join(','),
      })
      .optional(),
  }),
  response: z.object({ seq: integer, total: money, at: instant }),
})
const write = endpoint({ method: 'POST', path: '/things', body: z.object({ amount: money }) })

const answered = {
  seq: '7',
  total: { minor: '9007199254740993', currency: 'EUR' },
  at: '2026-10-25T09:30:00.000Z',
}

/** A carrier that answers in turn and remembers what was sent. */
function carrier(...answers: readonly WireAnswer[]) {
  const sent: WireRequest[] = []
  const api = createApi(async (request) => {
    sent.push(request)
    return answers[sent.length - 1] ?? { status: 204, text: '' }
  }, 'staff')
  return { api, sent }
}

const ok: WireAnswer = { status: 200, text: JSON.stringify(answered) }

describe('the typed client', () => {
  it('reads amounts exactly, beyond what a float holds', async () => {
    const { api } = carrier(ok)
    const value = await api(read, { params: { code: 'a' }, query: {} })
    expect(value.total.minor).toBe(9_007_199_254_740_993n)
    expect(value.at).toBe(Date.UTC(2026, 9, 25, 9, 30))
  })

  it('sends a list in the address, also with the newest position that it has seen', async () => {
    const { api, sent } = carrier(ok, ok)
    for (const some of [['a'], ['a', 'b']]) await api(read, { params: { code: 'c' }, query: { some } })
    expect(sent.map(({ path }) => path)).toEqual([
      '/api/v1/things/c?some=a',
      '/api/v1/things/c?sinceSeq=7&some=a%2Cb',
    ])
  })

  it('writes parameters and filters into the address, and leaves empty ones out', () => {
    expect(endpointPath(read, { params: { code: 'a/b' }, query: { page: 2, search: '' } })).toBe(
      '/api/v1/things/a%2Fb?page=2',
    )
  })

  it('sends exact amounts as text, with the realm and a key of the intention', async () => {
    const { api, sent } = carrier()
    await api(write, { body: { amount: { minor: 12n, currency: 'EUR' } } }, { key: 'order-one' })
    expect(JSON.parse(String(sent[0]?.body))).toEqual({ amount: { minor: '12', currency: 'EUR' } })
    expect(sent[0]?.headers).toMatchObject({ 'idempotency-key': 'order-one', 'x-openfield-realm': 'staff' })
  })

  it('asks for nothing older than what it has shown', async () => {
    const { api, sent } = carrier(ok, ok)
    await api(read, { params: { code: 'a' }, query: {} })
    await api(read, { params: { code: 'a' }, query: {} })
    expect(sent.map((request) => request.path)).toEqual(['/api/v1/things/a', '/api/v1/things/a?sinceSeq=7'])
  })

  it('gives a refusal with its sentence and its field', async () => {
    const body = { code: 'taken', message: 'That name is taken.', params: {}, field: 'name', requestId: 'r1' }
    const { api } = carrier({ status: 409, text: JSON.stringify(body) })
    const refused = api(write, { body: { amount: { minor: 1n, currency: 'EUR' } } })
    await expect(refused).rejects.toMatchObject({
      status: 409,
      field: 'name',
      message: 'That name is taken.',
    })
    await expect(refused).rejects.toBeInstanceOf(ApiRefusal)
  })

  it('tells a server that does not answer from one that refuses', async () => {
    const { api } = carrier({ status: 0, text: '' })
    await expect(api(read, { params: { code: 'a' }, query: {} })).rejects.toMatchObject({ code: 'offline' })
  })
})
