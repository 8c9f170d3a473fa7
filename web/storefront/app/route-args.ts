import type { RouterContextProvider } from 'react-router'

/** What a loader or an action of the shop gets. */
export type PageArgs = Readonly<{
  request: Request
  context: Readonly<RouterContextProvider>
  params: Readonly<Record<string, string | undefined>>
}>
