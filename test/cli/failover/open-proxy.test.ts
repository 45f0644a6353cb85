import { describe, expect, it } from 'vitest'
import { originOf } from '../../../src/cli/failover/open-proxy.ts'

describe('the address of an API', () => {
  it('is taken without /v1 and without a slash at its end', () => {
    for (const address of ['https://api.example.org', 'https://api.example.org/', 'https://api.example.org/v1/']) {
      expect(originOf(address)).toBe('https://api.example.org')
    }
    expect(originOf('http://gateway:4000/claude/v1')).toBe('http://gateway:4000/claude')
  })

  it('is refused with a user name, a password or a query, which are not repeated', () => {
    for (const address of ['https://ops:hunter22@api.example.org/v1', 'https://api.example.org/v1?key=hunter22']) {
      expect(() => originOf(address)).toThrow('"https://api.example.org/v1" is not an address of an API')
    }
  })

  it('is refused where it is no address of the web', () => {
    for (const address of ['localhost:4000', 'ftp://api.example.org', 'gateway', '']) {
      expect(() => originOf(address)).toThrow('is not an address of an API')
    }
  })
})
