import { describe, expect, it } from 'vitest'
import { memberName } from './words.ts'

describe('what a member is called', () => {
  it('is the number where the name may not be seen', () => {
    expect(memberName({ name: null, code: '10000012' })).toBe('10000012')
  })
})
