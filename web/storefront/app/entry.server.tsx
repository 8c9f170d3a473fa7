import { renderToStaticMarkup } from 'react-dom/server'
import { RouterContextProvider, ServerRouter, type EntryContext } from 'react-router'
import { createApi, type Send } from '#kit/api.ts'
import { EntryScript, SiteOrigin } from './page-context.ts'
import { apiContext, officeApiContext, originContext } from './shop-context.ts'

/**
 * The context of one request; the adapter calls it through the server build, which holds its own copy of the key. The
 * client is made here, so that its refusals are of the very class that the pages look for.
 */
export function requestContext(send: Send, origin: string): RouterContextProvider {
  const context = new RouterContextProvider()
  context.set(apiContext, createApi(send, 'customer'))
  context.set(officeApiContext, createApi(send, 'distributor'))
  context.set(originContext, origin)
  return context
}

/** Whole pages as plain markup: nothing is hydrated, so nothing waits for script. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  loadContext: RouterContextProvider,
): Response {
  headers.set('content-type', 'text/html; charset=utf-8')
  // A page holds a shopper's basket and name: nobody in between keeps it.
  headers.set('cache-control', 'private, no-cache')
  if (request.method.toUpperCase() === 'HEAD') return new Response(null, { status, headers })
  const page = renderToStaticMarkup(
    <EntryScript value={routerContext.manifest.entry.module}>
      <SiteOrigin value={loadContext.get(originContext)}>
        <ServerRouter context={routerContext} url={request.url} />
      </SiteOrigin>
    </EntryScript>,
  )
  return new Response(`<!doctype html>${page}`, { status, headers })
}
