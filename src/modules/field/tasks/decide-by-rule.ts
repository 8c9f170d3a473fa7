import { z } from 'zod'
import type { TaskDefinition } from '#platform/module/module.ts'
import { decideByRule } from '../use-cases/decide-by-rule.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { DECIDE_TASK } from '../use-cases/submit-application.ts'

const payloadShape = z.object({ applicationId: z.string().transform(BigInt) })

/** Decides one application by the rule; what the rule refuses waits for the staff. */
export const decideByRuleTask: TaskDefinition<FieldDeps> = {
  name: DECIDE_TASK,
  run: async (deps, payload) => {
    await decideByRule(deps, payloadShape.parse(payload))
  },
}
