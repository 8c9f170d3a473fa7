import { Button } from '@mantine/core'
import { IconShare2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** The phone's own share sheet, where it has one. */
export function ShareButton({ link, title }: { link: string; title: string }) {
  const { t } = useTranslation()
  if (!('share' in navigator)) return null
  return (
    <Button
      size="lg"
      leftSection={<IconShare2 size={18} aria-hidden />}
      onClick={() => {
        // Closing the share sheet without choosing rejects; nothing has gone wrong then.
        navigator.share({ title, url: link }).catch(() => undefined)
      }}
    >
      {t('kit.share')}
    </Button>
  )
}
