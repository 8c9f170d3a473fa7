import { redirect } from 'react-router'
import { localPath } from '#kit/local-path.ts'
import { loadFrame, type Customer, type Frame } from './shop.ts'
import type { PageArgs } from './route-args.ts'
import { apiContext } from './shop-context.ts'

/** The frame of a page that is for whoever is signed in; everybody else signs in first and comes back. */
export async function accountFrame({
  request,
  context,
}: Pick<PageArgs, 'request' | 'context'>): Promise<Frame & Readonly<{ customer: Customer }>> {
  const frame = await loadFrame(context.get(apiContext), request, undefined)
  const { customer } = frame
  if (!customer) throw redirect(`/account/sign-in?back=${encodeURIComponent(new URL(request.url).pathname)}`)
  return { ...frame, customer }
}

/** Where somebody goes after signing in: back to where they were inside the shop, else to the account. */
export function backFrom(request: Request): string {
  const back = localPath(new URL(request.url).searchParams.get('back'))
  return back === '/' ? '/account' : back
}
