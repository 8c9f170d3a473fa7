import { filesGuide } from '#modules/compensation/domain/files/files-guide.ts'

/** The generated pages of docs/guide by their file names. */
export function guides(): Readonly<Record<string, string>> {
  return { 'files.md': filesGuide() }
}
