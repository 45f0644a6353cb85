import { describe, expect, it } from 'vitest'
import { placeOfHost } from '../../../src/core/index.ts'

describe('the place of a host', () => {
  it.each([
    ['loopback', ['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', '0.0.0.0']],
    ['loopback', ['::ffff:127.0.0.1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.1.1', '100.64.0.1']],
    ['private', ['fd12::1', 'fc00::1', '[fe80::1]', 'fe80::1%eth0', '::ffff:10.0.0.1']],
    ['private', ['chat', 'nas.local', 'api.internal', 'ai.corp', 'box.lan', 'x.home.arpa', 'service.invalid']],
    ['public', ['claude.ai', 'api.anthropic.com.', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111']],
    ['public', ['lan.example.com', 'local.dev', 'internal.co']],
  ] as const)('is %s for %j', (place, hosts) => {
    for (const host of hosts) expect({ host, place: placeOfHost(host) }).toEqual({ host, place })
  })
})
