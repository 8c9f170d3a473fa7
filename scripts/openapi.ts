// Writes the API's description to docs/openapi.json, which a test holds against the routes. A change that would break
// callers is not written unless it is meant: node scripts/openapi.ts --accept-breaking
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApiDocument } from '#platform/http/openapi.ts'
import { modules } from '../src/start/modules.ts'
import { breakingChanges } from './openapi-changes.ts'

const path = join(import.meta.dirname, '../docs/openapi.json')
const document = openApiDocument(modules)
const committed = await readFile(path, 'utf8').catch(() => undefined)
const breaches = committed === undefined ? [] : breakingChanges(JSON.parse(committed), document)

if (breaches.length > 0 && !process.argv.includes('--accept-breaking')) {
  process.stderr.write(`This would break callers; nothing was written:\n  ${breaches.join('\n  ')}\n`)
  process.exitCode = 1
} else {
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`)
  process.stdout.write(`Wrote ${path}\n`)
}
