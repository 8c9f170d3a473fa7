import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'

/** Head of a console page: its name, what it says in one line, and facts or acts at the right. */
export function PageHead({ title, lead, aside }: { title: ReactNode; lead?: ReactNode; aside?: ReactNode }) {
  useDocumentTitle(typeof title === 'string' ? `${title}, Openfield` : 'Openfield')
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {lead === undefined ? null : <span className="soft">{lead}</span>}
      {aside === undefined ? null : <div className="page-head__aside">{aside}</div>}
    </div>
  )
}
