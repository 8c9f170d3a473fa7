import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const SAID_MS = 2_000

/** Copies text; where the browser offers no clipboard (plain http on a phone) the old way still works. */
async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  return done
}

/** A link to give away, with its copy button. */
export function CopyLink({ link }: { link: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    setCopied(await copyText(link))
    setTimeout(() => setCopied(false), SAID_MS)
  }
  return (
    <div className="link-box">
      <span className="link-box__text">{link.replace(/^https?:\/\//, '')}</span>
      <Button variant="light" onClick={() => void copy()}>
        <span aria-live="polite">{t(copied ? 'kit.copied' : 'kit.copy')}</span>
      </Button>
    </div>
  )
}
