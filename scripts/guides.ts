// Writes the pages of docs that are made from registries. A test holds the committed pages against them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { guides } from './guide-pages.ts'

for (const [name, text] of Object.entries(guides())) {
  const path = join(import.meta.dirname, '../docs', name)
  await writeFile(path, text)
  process.stdout.write(`Wrote ${path}\n`)
}
