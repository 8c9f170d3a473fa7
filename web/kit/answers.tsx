import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { Endpoint, Inside } from '#shared/contract.ts'
import type { Realm } from '#shared/realm.ts'
import { ApiRefusal, createApi, newKey, percentLoaded, sendByFetch, type Api, type Ask } from './api.ts'

const ApiContext = createContext<Api | undefined>(undefined)

const FRESH_FOR_MS = 5_000
/** So often a question is asked again whose answer is still being loaded by the server. */
const LOADING_MS = 1_000

/** One cache for an app. Refusals are answers, so only an unreachable server is asked again. */
export function createAnswers(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR_MS,
        retry: (count, error) => count < 2 && error instanceof ApiRefusal && error.status === 0,
        queryKeyHashFn: hashKey,
      },
    },
  })
}

/** Asks what a page will want to know, while the page itself is still on its way. */
export function askingAhead(client: QueryClient, realm: Realm) {
  const api = createApi(sendByFetch, realm)
  return <E extends Endpoint>(endpoint: E, ask: Ask<E>): void =>
    void client.prefetchQuery({ queryKey: [endpoint.path, ask], queryFn: () => api(endpoint, ask) })
}

function hashKey(key: unknown): string {
  return JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}

/** Gives the pages of an app their client and their cache. */
export function AnswersProvider({
  client,
  realm,
  children,
}: {
  client: QueryClient
  realm: Realm
  children: ReactNode
}) {
  const api = useMemo(() => createApi(sendByFetch, realm), [realm])
  return (
    <ApiContext.Provider value={api}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </ApiContext.Provider>
  )
}

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('a page asked the API outside its app')
  return api
}

export type AnswerOptions<T> = Readonly<{
  enabled?: boolean
  /** While this says so for the last answer, ask again after that many milliseconds instead. */
  whileMs?: (answer: T) => number | undefined
  /** Ask again after so many milliseconds; for live figures. */
  everyMs?: number
  /** Keep showing the last rows while the next page loads. */
  keep?: boolean
}>

/** Asks an endpoint that only reads, and keeps its answer. */
export function useAnswer<E extends Endpoint>(
  endpoint: E,
  ask: Ask<E>,
  options: AnswerOptions<Inside<E, 'response'>> = {},
) {
  const api = useApi()
  return useQuery({
    queryKey: [endpoint.path, ask],
    queryFn: (): Promise<Inside<E, 'response'>> => api(endpoint, ask),
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) =>
      percentLoaded(state.error) === undefined
        ? ((state.data === undefined ? undefined : options.whileMs?.(state.data)) ?? options.everyMs ?? false)
        : LOADING_MS,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  })
}

/**
 * An act on an endpoint that changes something. The key of the intention is kept until it succeeds, so that a second
 * press after a lost connection cannot act twice. On success every answer is asked again.
 */
export function useAct<E extends Endpoint>(
  endpoint: E,
  options: {
    onDone?: (answer: Inside<E, 'response'>, ask: Ask<E>) => void
    /** Questions about what the act takes away: they are not asked again. */
    gone?: readonly Endpoint[]
  } = {},
) {
  const api = useApi()
  const client = useQueryClient()
  return useMutation<Inside<E, 'response'>, Error, { ask: Ask<E>; key?: string }>({
    mutationFn: ({ ask, key }) => api(endpoint, ask, { key: key ?? newKey() }),
    onSuccess: async (answer, { ask }) => {
      options.onDone?.(answer, ask)
      const gone: readonly string[] = (options.gone ?? []).map(({ path }) => path)
      await client.invalidateQueries({
        predicate: ({ queryKey: [path] }) => typeof path !== 'string' || !gone.includes(path),
      })
    },
  })
}
