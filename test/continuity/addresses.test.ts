import { describe, expect, it } from 'vitest'
import { surfaceVariables } from '../../src/continuity/index.ts'
import { Secret, type Target } from '../../src/core/index.ts'

const key = new Secret('TEAM_KEY', 'sk-canary-1')

const claude: Target = {
  name: 'claude',
  title: 'Claude',
  api: { url: 'https://api.anthropic.com/', key, model: 'claude-x', prompt: '', answer: '' },
  cli: {
    command: ['claude'],
    versionArgs: ['--version'],
    env: { ANTHROPIC_BASE_URL: 'https://gateway.example', ANTHROPIC_API_KEY: key, LANG: 'C' },
    model: 'claude-y',
    answer: '',
  },
  chat: { url: 'https://claude.ai/new' } as NonNullable<Target['chat']>,
}
const openai: Target = {
  ...{ name: 'openai', title: 'OpenAI' },
  api: { url: 'https://api.openai.com', dialect: 'chat-completions', key, model: 'gpt-x', prompt: '', answer: '' },
}
const variables = (surface: string) => surfaceVariables(surface, [claude, openai])

describe('the variables of a surface', () => {
  it('are the address in the name that its tools read, the model and the name of the key variable', () => {
    expect(variables('claude/api')).toEqual({
      ANTHROPIC_BASE_URL: 'https://api.anthropic.com',
      DOORWATCH_MODEL: 'claude-x',
      DOORWATCH_KEY_VARIABLE: 'TEAM_KEY',
    })
    expect(variables('openai/api')).toMatchObject({ OPENAI_BASE_URL: 'https://api.openai.com/v1' })
  })

  it('of a client are its own', () => {
    expect(variables('claude/cli')).toEqual({
      ANTHROPIC_BASE_URL: 'https://gateway.example',
      DOORWATCH_MODEL: 'claude-y',
      DOORWATCH_KEY_VARIABLE: 'TEAM_KEY',
    })
  })

  it('of a page are its address', () => {
    expect(variables('claude/chat')).toEqual({ DOORWATCH_URL: 'https://claude.ai/new' })
  })

  it('are none where the surface is not configured', () => {
    expect(variables('gemini/api')).toEqual({})
    expect(variables('openai/chat')).toEqual({})
  })

  it('never hold a key, nor an address with one in it', () => {
    const api = claude.api as NonNullable<Target['api']>
    const within = (url: string) => surfaceVariables('claude/api', [{ ...claude, api: { ...api, url } }])
    expect(within('https://user:sk-canary-2@host')).not.toHaveProperty('ANTHROPIC_BASE_URL')
    expect(within('https://host/?key=sk-canary-3')).not.toHaveProperty('ANTHROPIC_BASE_URL')
    expect(JSON.stringify(['claude/api', 'claude/cli', 'claude/chat', 'openai/api'].map(variables))).not.toContain(
      'canary',
    )
  })
})
