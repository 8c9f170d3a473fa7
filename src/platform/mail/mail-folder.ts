import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Carrier } from './mail-settings.ts'

/** Keeps messages as files in a folder, where no mail server is configured. A message that is sent again is the same file. */
export function folderCarrier(folder: string): Carrier {
  return {
    kind: 'folder',
    where: folder,
    begin: () => ({
      carry: async ({ id, bytes }) => {
        await mkdir(folder, { recursive: true })
        const name = `${id.replaceAll(/[<>]/g, '').replaceAll(/[^\w.@-]/g, '_')}.eml`
        // Whole or not at all.
        await writeFile(join(folder, `${name}.part`), bytes)
        await rename(join(folder, `${name}.part`), join(folder, name))
        return { is: 'sent', answer: name }
      },
      end: () => undefined,
    }),
  }
}
