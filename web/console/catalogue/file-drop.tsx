import { Button } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'

/** Where a file is dropped, or chosen by the keyboard and on a phone. */
export function FileDrop({
  accept,
  busy,
  words,
  onFile,
}: {
  accept: string
  busy: boolean
  /** What is asked for and what it holds, where it is no file of goods. */
  words?: Readonly<{ drop: string; hint: string }>
  onFile: (file: File) => void
}) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const dragged = (event: DragEvent, isOver: boolean): void => {
    event.preventDefault()
    setOver(isOver && !busy)
  }
  const take = (file: File | undefined): void => {
    if (file && !busy) onFile(file)
  }
  return (
    <div
      className="file-drop"
      data-over={over}
      onDragEnter={(event) => dragged(event, true)}
      onDragOver={(event) => dragged(event, true)}
      onDragLeave={(event) => dragged(event, false)}
      onDrop={(event) => {
        dragged(event, false)
        take(event.dataTransfer.files[0])
      }}
    >
      <IconFileUpload size={28} aria-hidden />
      <p className="strong">{busy ? t('files.reading') : (words?.drop ?? t('files.drop'))}</p>
      <p className="small soft prose">{words?.hint ?? t('files.dropHint')}</p>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={t('files.choose')}
        onChange={(event) => {
          take(event.currentTarget.files?.[0])
          // The same file may be chosen once more after it was mended.
          event.currentTarget.value = ''
        }}
      />
      <Button variant="default" loading={busy} onClick={() => input.current?.click()}>
        {t('files.choose')}
      </Button>
    </div>
  )
}
