import { describe, expect, it } from 'vitest'
import { localPath } from './local-path.ts'

describe('where sign-in leads', () => {
  it('goes back to the page that was asked for', () => {
    expect(localPath('/people/per_0123456789abc?page=2')).toBe('/people/per_0123456789abc?page=2')
  })

  it('never leads to another site', () => {
    for (const asked of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      null,
    ]) {
      expect(localPath(asked)).toBe('/')
    }
  })
})
