import type { z } from 'zod'
import type { Db } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { route, type Call, type Route, type RouteRight } from './route.ts'

const DECISIONS = ['approve', 'reject', 'withdraw'] as const
type Decision = (typeof DECISIONS)[number]

/** An endpoint by which somebody decides, with a note, and learns nothing more. */
type Deciding<Params extends z.ZodType> = {
  readonly method: 'PUT'
  readonly path: `/${string}`
  readonly params: Params
  readonly body: z.ZodType<Readonly<{ note: string }>>
}

/**
 * The routes by which staff decide about something that somebody asked for: a second person approves or rejects it, and whoever asked
 * for it may take it back. The same decision again changes nothing.
 */
export function decisionRoutes<Params extends z.ZodType, Deps extends Readonly<{ db: Db }>>(
  of: Readonly<{
    rights: Readonly<{ ask: RouteRight; decide: RouteRight }>
    ways: Readonly<Partial<Record<Decision, Readonly<{ endpoint: Deciding<Params>; summary: string }>>>>
    decide: (
      deps: Deps,
      call: Call<Deciding<Params>, RouteRight, 'natural'>,
      decision: Decision,
    ) => Promise<Result<unknown>>
  }>,
): readonly Route<Deps>[] {
  const { rights, ways, decide } = of
  return DECISIONS.flatMap((decision) => {
    const way = ways[decision]
    if (!way) return []
    const right: RouteRight = decision === 'withdraw' ? rights.ask : rights.decide
    return [
      route({
        ...way,
        realms: ['staff'],
        everywhere: true,
        right,
        idempotency: 'natural',
        handler: async (deps: Deps, call) => {
          const done = await decide(deps, call, decision)
          return done.ok ? ok(undefined) : done
        },
      }),
    ]
  })
}
