import { useDocumentTitle } from '@mantine/hooks'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

/** Title of a page that was opened from another: the way back on the left, one act on the right. */
export function TopBar({ title, back, act }: { title: string; back: string; act?: ReactNode }) {
  const { t } = useTranslation()
  useDocumentTitle(`${title}, Openfield`)
  return (
    <header className="top-bar">
      <Link to={back} className="top-bar__act" aria-label={t('shell.back')}>
        <IconArrowLeft size={22} stroke={1.7} />
      </Link>
      <h1>{title}</h1>
      <span>{act}</span>
    </header>
  )
}

/** Title of one of the five places. */
export function PageTitle({ title, aside }: { title: string; aside?: ReactNode }) {
  useDocumentTitle(`${title}, Openfield`)
  return (
    <header className="page-title">
      <h1>{title}</h1>
      <span className="soft small number">{aside}</span>
    </header>
  )
}
