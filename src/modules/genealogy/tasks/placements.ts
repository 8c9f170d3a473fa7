import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { FILL_JOB, fillTree } from '../use-cases/make-tree.ts'
import { placeOverdue } from '../use-cases/place-overdue.ts'

const payload = z.object({ tree: z.string() })

/** Places those who were there before a tree; begun again it goes on where it was. */
export const fillTreeTask: TaskDefinition<PlatformDeps> = {
  name: FILL_JOB,
  run: (deps, told, signal) => fillTree(deps, payload.parse(told).tree, signal),
}

/** Looks every minute for whom the time to be chosen is over. */
export const placeOverdueTask: TaskDefinition<PlatformDeps> = {
  name: 'genealogy.place_overdue',
  everyHours: 1 / 60,
  run: async (deps, _told, signal) => {
    await placeOverdue(deps, signal)
  },
}
