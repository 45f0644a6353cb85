import { describe, expect, it } from 'vitest'
import { surfaceHosts } from '../../src/continuity/index.ts'
import { Secret } from '../../src/core/index.ts'

const key = new Secret('KEY', 'a-key')

describe('the hosts behind surfaces', () => {
  it('are those of the doors, and those that the environment of a client names', () => {
    const hosts = surfaceHosts({
      name: 'claude',
      title: 'Claude',
      api: { url: 'https://gateway.corp:8443/anthropic', key, model: 'm', prompt: 'p', answer: 'a' },
      cli: {
        command: ['claude'],
        versionArgs: ['--version'],
        env: { ANTHROPIC_BASE_URL: 'https://gateway.corp:8443/x', TOKEN: key, HOME_PAGE: 'not an address' },
        answer: 'pong',
      },
    })
    expect(hosts).toEqual({ 'claude/api': ['gateway.corp:8443'], 'claude/cli': ['gateway.corp:8443'] })
  })

  it('leave out a client that names none', () => {
    const cli = { command: ['codex'], versionArgs: [], env: { MODE: 'x' }, answer: 'pong' }
    expect(surfaceHosts({ name: 'openai', title: 'OpenAI', cli })).toEqual({})
  })
})
