import { z } from 'zod'
import { integer } from '#shared/contract.ts'

/** The event `genealogy.placed`, version 1: somebody got a place in a placement tree. */
export const personPlaced = z.object({
  personId: integer,
  tree: z.string(),
  parentId: integer.nullable(),
  side: z.int().nullable(),
  atMs: z.number(),
})

/** The event `genealogy.moved`, version 1: a move was done; `people` are those whose own place became another. */
export const teamMoved = z.object({
  moveId: integer,
  tree: z.string(),
  fromMs: z.number(),
  people: z.array(integer),
  /** What a position brought counts for another one from then on. */
  isMerge: z.boolean().optional(),
})
