import type { Health } from '#kit/person-mark.tsx'

/** How a person's standing is drawn. */
export function healthOf(status: 'active' | 'inactive' | 'suspended' | 'terminated'): Health {
  return status === 'active' ? 'active' : 'inactive'
}

/** What a member of the team is called: the name where it may be seen, else the number. */
export function memberName(member: Readonly<{ name: string | null; code: string }>): string {
  return member.name ?? member.code
}
