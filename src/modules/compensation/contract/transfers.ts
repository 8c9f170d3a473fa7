import { z } from 'zod'
import { endpoint, opaqueId } from '#shared/contract.ts'
import { changeEffect, changeEffectExample, changeEffectQuery } from './effects.ts'

const params = z.object({ transfer: opaqueId('trf') })
const paramsExample = { transfer: 'trf_0123456789abc' }

/** What it would change of pay if a position became another person's. */
export const showTransferEffect = endpoint({
  method: 'GET',
  path: '/transfers/:transfer/effect',
  params,
  query: changeEffectQuery,
  response: changeEffect,
  example: { params: paramsExample, query: {}, response: changeEffectExample },
})

/** Has it computed again by what is known now. */
export const computeTransferEffect = endpoint({
  method: 'PUT',
  path: '/transfers/:transfer/effect',
  params,
  example: { params: paramsExample },
})
