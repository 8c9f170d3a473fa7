import type { MessageCatalogue } from '#shared/message.ts'
import type { Route } from '#platform/http/route.ts'
import type { OutboxEvent } from '#platform/outbox/event.ts'
import type { Consumer } from '#platform/outbox/follow.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { SettingDefinition } from './setting.ts'
import type { About } from '#platform/postgres/transact.ts'

/**
 * A background job that the module answers for, added by `addJob(tx, name, payload)`; the payload is checked by the
 * task itself. It may be run again from its beginning.
 */
export type TaskDefinition<D = never> = Readonly<{
  name: string
  /** Runs by itself this often (real time), on one node at a time, first soon after a start. */
  everyHours?: number
  run: (deps: D, payload: unknown, signal: AbortSignal | undefined) => Promise<void>
}>

/** Who follows the outbox for the module; see `Consumer` of `platform/outbox/follow.ts`. */
export type ConsumerDefinition<D = never> = Omit<Consumer, 'handle' | 'handleTogether'> &
  Readonly<{
    handle: (deps: D, tx: Tx, event: OutboxEvent, about: About) => Promise<void>
    handleTogether?: (deps: D, tx: Tx, events: readonly OutboxEvent[], about: About) => Promise<void>
  }>

/** A consumer with what its module's handlers need. */
export function bindConsumer<D>(deps: D, definition: ConsumerDefinition<D>): Consumer {
  const { handle, handleTogether, ...rest } = definition
  const together = handleTogether && {
    handleTogether: (...of: Parameters<NonNullable<Consumer['handleTogether']>>) =>
      handleTogether(deps, ...of),
  }
  return { ...rest, handle: (...of) => handle(deps, ...of), ...together }
}

/**
 * What a module gives to the program; `main.ts` registers it. `D` is what its handlers need; the composition root
 * gives one object that holds what all modules need, and the compiler checks that it does.
 */
export type ModuleDefinition<D = never> = Readonly<{
  /** The folder's name, which is also the name of the PostgreSQL schema. */
  name: string
  /** Every right that its routes ask for, with a plain sentence for the roles page: `people.read`. */
  rights: Readonly<Record<string, string>>
  /** The sentences of its refusals, by code. */
  messages: MessageCatalogue
  routes: readonly Route<D>[]
  tasks: readonly TaskDefinition<D>[]
  consumers?: readonly ConsumerDefinition<D>[]
  /** What the company may set of it, shown on the settings page. */
  settings?: readonly SettingDefinition<unknown>[]
}>

/**
 * What is wrong with the declarations of all modules together: a route without a declared right or idempotency rule,
 * two routes at one place, a missing example, a right or message that two modules declare. Empty when all is well.
 */
export function declarationProblems(modules: readonly ModuleDefinition[]): string[] {
  const problems: string[] = []
  const rights = new Set(modules.flatMap((module) => Object.keys(module.rights)))
  const seen = new Map<string, string>()
  const claim = (what: string, name: string): void => {
    const first = seen.get(what)
    if (first !== undefined) problems.push(`${what} is declared by ${first} and by ${name}`)
    seen.set(what, name)
  }
  for (const module of modules) {
    for (const right of Object.keys(module.rights)) claim(`right ${right}`, module.name)
    for (const code of Object.keys(module.messages)) claim(`message ${code}`, module.name)
    for (const setting of module.settings ?? []) claim(`setting ${setting.name}`, module.name)
    for (const task of module.tasks) claim(`task ${task.name}`, module.name)
    for (const consumer of module.consumers ?? []) claim(`consumer ${consumer.name}`, module.name)
    for (const route of module.routes) {
      claim(`route ${routeName(route)}`, module.name)
      problems.push(...routeProblems(route, rights).map((problem) => `${routeName(route)} ${problem}`))
    }
  }
  return problems
}

/** `POST /people/:id`. */
export function routeName(route: Pick<Route, 'endpoint'>): string {
  return `${route.endpoint.method} ${route.endpoint.path}`
}

function routeProblems(route: Route, rights: ReadonlySet<string>): string[] {
  const { endpoint, right, idempotency } = route
  const problems: string[] = []
  // The types ask for both already; a module loaded from JavaScript or a cast must not slip through.
  if (!right) problems.push('declares no right')
  else if (right !== 'public' && right !== 'signed_in' && !rights.has(right))
    problems.push(`needs the right ${right}, which no module declares`)
  if (!['safe', 'natural', 'key'].includes(idempotency)) problems.push('declares no idempotency rule')
  if ((idempotency === 'safe') !== (endpoint.method === 'GET'))
    problems.push(`is ${endpoint.method} and may not have the idempotency rule ${idempotency}`)
  if (right !== 'public' && route.realms.length === 0) problems.push('names no realm')
  if (endpoint.path.includes(':') && !endpoint.params)
    problems.push('has a path parameter and no shape for it')
  // The bytes of a file are shown by nothing that a page could print.
  for (const part of endpoint.upload ? (['response'] as const) : (['body', 'response'] as const))
    if (endpoint[part] && endpoint.example?.[part] === undefined)
      problems.push(`has no example of its ${part}`)
  return problems
}

/** Every right of all modules, with its sentence. */
export function rightsOf(modules: readonly ModuleDefinition[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...modules.map((module) => module.rights))
}
