// Keeps one page for the moments without a line, with its styles, and nothing else: prices, baskets and orders always come
// from the server.
const KEPT = 'offline-1'
const PAGE = '/offline'

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(KEPT)
      const answer = await fetch(PAGE, { cache: 'reload' })
      const styles = [...(await answer.clone().text()).matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map(
        (match) => match[1],
      )
      await cache.put(PAGE, answer)
      await cache.addAll(styles)
      await self.skipWaiting()
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name)
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { pathname } = new URL(request.url)
  if (
    request.mode === 'navigate' &&
    request.method === 'GET' &&
    !/^\/(?:office|console|api)\b/.test(pathname)
  )
    event.respondWith(fetch(request).catch(async () => (await caches.match(PAGE)) ?? Response.error()))
  else if (pathname.startsWith('/assets/') && pathname.endsWith('.css'))
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()))
})
