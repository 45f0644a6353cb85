import { describe, expect, it } from 'vitest'
import { smtpFlaw } from '../../src/config/addresses.ts'

describe('the flaw of an address of a mail server', () => {
  it.each([
    'smtp://mail.dev',
    'smtps://robin:p%23ss@mail.dev:465',
    'smtp://[::1]:2525',
    'smtp://mail.dev/?name=a@b.dev',
  ])('does not exist for %s', (address) => {
    expect(smtpFlaw(address)).toBeUndefined()
  })

  it.each([
    ['mail.dev', 'smtps:// (TLS, port 465)'],
    ['smtp://robin:planted#word@mail.dev', 'write the sign # as %23'],
    ['smtp://robin:planted/word@mail.dev', 'write the sign / as %2F'],
    ['smtp://mail.dev:99999', 'Use a port from 1 to 65535.'],
    ['smtp://robin:planted@', 'Add a host.'],
  ])('%s has an instruction without the password', (address, hint) => {
    const flaw = smtpFlaw(address)
    expect(flaw).toContain(hint)
    expect(flaw).not.toContain('planted')
  })
})
