import type { Health } from '#kit/person-mark.tsx'

/** How a person's standing is drawn. */
export function healthOf(status: 'active' | 'inactive' | 'suspended' | 'terminated'): Health {
  return status === 'active' ? 'active' : 'inactive'
}

/** How a member of the team is drawn: half where the person was active in the period before and is not yet in this one. */
export function healthIn(
  member: Readonly<{ status: Parameters<typeof healthOf>[0]; isLapsing: boolean | null }>,
): Health {
  return member.isLapsing === true ? 'lapsing' : healthOf(member.status)
}

/** What a member of the team is called: the name where it may be seen, else the number. */
export function memberName(member: Readonly<{ name: string | null; code: string }>): string {
  return member.name ?? member.code
}
