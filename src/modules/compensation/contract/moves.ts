import { z } from 'zod'
import { endpoint, opaqueId } from '#shared/contract.ts'
import { changeEffect, changeEffectExample, changeEffectQuery } from './effects.ts'

const params = z.object({ move: opaqueId('mov') })
const paramsExample = { move: 'mov_0123456789abc' }

/** What a move of people would change. */
export const showMoveEffect = endpoint({
  method: 'GET',
  path: '/moves/:move/effect',
  params,
  query: changeEffectQuery,
  response: changeEffect,
  example: { params: paramsExample, query: {}, response: changeEffectExample },
})

/** Has it computed again by what is known now. */
export const computeMoveEffect = endpoint({
  method: 'PUT',
  path: '/moves/:move/effect',
  params,
  example: { params: paramsExample },
})
