import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addProductImage, IMAGE_BYTES_MAX } from '#modules/catalog/contract.ts'
import { ApiRefusal, createApi } from '#kit/api.ts'
import { sendTelling } from '#kit/upload.ts'

/** A file on its way to the server: how much of it has gone, and why it was refused. */
export type Upload = Readonly<{ id: number; name: string; share: number; problem?: string | undefined }>

const MEGABYTE = 1_048_576

/** Sends pictures of a product one after the other, and tells of each how far it is. */
export function useUploads(code: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const last = useRef(0)
  const set = (id: number, some: Partial<Upload>): void =>
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...some } : one)))
  const forget = (id: number): void => setUploads((all) => all.filter((one) => one.id !== id))
  const sendOne = async (id: number, file: File): Promise<void> => {
    if (file.size > IMAGE_BYTES_MAX) {
      set(id, { problem: t('images.tooLarge', { most: IMAGE_BYTES_MAX / MEGABYTE }) })
      return
    }
    const api = createApi(
      sendTelling((share) => set(id, { share })),
      'staff',
    )
    try {
      const body = new Uint8Array(await file.arrayBuffer())
      await api(addProductImage, { params: { code }, body })
      forget(id)
      await client.invalidateQueries()
    } catch (error) {
      const said = error instanceof ApiRefusal ? error.message : ''
      set(id, { problem: said === '' ? t('images.failed') : said })
    }
  }
  const send = (files: readonly File[]): void => {
    const added = files.map((file) => ({ file, id: (last.current += 1) }))
    setUploads((all) => [...all, ...added.map(({ file, id }) => ({ id, name: file.name, share: 0 }))])
    void added.reduce(async (before, { file, id }) => {
      await before
      await sendOne(id, file)
    }, Promise.resolve())
  }
  return { uploads, send, forget }
}
