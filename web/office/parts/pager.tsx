import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'

/** Forward and back in a long list, with where one is. */
export function Pager({
  page,
  rows,
  total,
  onPage,
}: {
  page: number
  rows: number
  total: number
  onPage: (page: number) => void
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (total <= rows) return null
  const last = Math.ceil(total / rows)
  const values = {
    from: formatCount((page - 1) * rows + 1, locale),
    to: formatCount(Math.min(page * rows, total), locale),
    total: formatCount(total, locale),
  }
  return (
    <nav className="section row row--apart" aria-label={t('shell.pages')}>
      <ActionIcon
        variant="default"
        size={44}
        disabled={page <= 1}
        aria-label={t('kit.table.previous')}
        onClick={() => onPage(page - 1)}
      >
        <IconChevronLeft size={20} />
      </ActionIcon>
      <span className="small soft number">{t('kit.table.range', values)}</span>
      <ActionIcon
        variant="default"
        size={44}
        disabled={page >= last}
        aria-label={t('kit.table.next')}
        onClick={() => onPage(page + 1)}
      >
        <IconChevronRight size={20} />
      </ActionIcon>
    </nav>
  )
}
