import { describe, expect, it } from 'vitest'
import { connectionAdvice } from '../../../src/core/index.ts'

const WORDS = { place: 'SMTP_URL', plain: 'smtp://', secure: 'smtps://' }

describe('the advice on a connection that failed', () => {
  it.each([
    ['ENOTFOUND', 'Check the host in SMTP_URL'],
    ['EAI_AGAIN', '/etc/resolv.conf'],
    ['ECONNREFUSED', 'Check the port in SMTP_URL'],
    ['ENETUNREACH', 'no route to that host'],
    ['ETIMEDOUT', 'firewall'],
    ['CERT_HAS_EXPIRED', 'renew it on the server'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'Set SMTP_URL to the name in the certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['EPROTO', 'In SMTP_URL, write smtp:// in place of smtps://'],
  ])('for %s names what to change', (code, advice) => {
    expect(connectionAdvice(code, WORDS)?.toLowerCase()).toContain(advice.toLowerCase())
  })

  it('does not exist for an unknown code', () => {
    expect(connectionAdvice('EWHATEVER', WORDS)).toBeUndefined()
  })
})
