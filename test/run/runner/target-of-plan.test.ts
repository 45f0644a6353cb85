import { describe, expect, it } from 'vitest'
import { Secret, type Target } from '../../../src/core/index.ts'
import { targetOfPlan } from '../../../src/run/runner/target-of-plan.ts'

const KEY = new Secret('KEY', 'sk-0123456789')
const claude: Target = {
  ...{ name: 'claude', title: 'Claude', urls: { console: 'https://console.example' }, secrets: { PASSWORD: KEY } },
  api: { url: 'https://api.example', key: KEY, model: 'small', prompt: 'p', answer: 'a' },
}
const openai: Target = { name: 'openai', title: 'OpenAI' }
const of = (plan: Parameters<typeof targetOfPlan>[1]) => targetOfPlan([claude, openai], plan)

describe('the target of a plan', () => {
  it('is the one of its name, with all that it has', () => {
    expect(of({ target: 'claude' })).toMatchObject({
      name: 'claude',
      title: 'Claude',
      api: { model: 'small', prompt: 'p' },
    })
    expect(of({ target: 'gemini' })).toBeUndefined()
  })

  it('has the model and the question of the plan in its api door', () => {
    const question = { prompt: '17 + 25?', answer: '42' }
    expect(of({ target: 'claude', model: 'large', question })?.api).toMatchObject({ model: 'large', ...question })
    expect(of({ target: 'claude' })?.api?.model).toBe('small')
    expect(of({ target: 'openai', model: 'large' })).not.toHaveProperty('api')
  })

  it('gives its addresses and secrets by name', () => {
    const target = of({ target: 'claude' })
    expect(target?.urls?.console).toBe('https://console.example')
    expect(target?.secrets?.PASSWORD?.reveal()).toBe('sk-0123456789')
  })

  it.each([
    ['urls', 'consle', 'target claude has no address "consle". Did you mean "console"?'],
    [
      'urls',
      'billing',
      `target claude has no address "billing". Add it to the target in the configuration: urls: { billing: 'https://…' }`,
    ],
    ['secrets', 'PASSWORT', 'target claude has no secret "PASSWORT". Did you mean "PASSWORD"?'],
    [
      'secrets',
      'TOTP',
      `target claude has no secret "TOTP". Add it to the target in the configuration: secrets: { TOTP: env('…') }`,
    ],
  ] as const)('throws for a name in %s that it does not have: %s', (part, name, message) => {
    const target = of({ target: 'claude' })
    expect(() => target?.[part]?.[name]).toThrow(message)
  })

  it('can be awaited, printed and listed without a fault', async () => {
    const target = of({ target: 'openai' })
    expect(await Promise.resolve(target?.urls)).toEqual({})
    expect(JSON.stringify(target)).toContain('"urls":{}')
    expect(Object.keys(target?.secrets ?? { x: 1 })).toEqual([])
  })

  it('changes nothing of the configuration', () => {
    of({ target: 'claude', model: 'large' })
    expect(claude.api?.model).toBe('small')
  })
})
