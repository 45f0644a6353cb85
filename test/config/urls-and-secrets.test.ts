import { describe, expect, it } from 'vitest'
import { load, problemsOf, wrap } from './kit.ts'

describe('urls and secrets of a target for probes of the user', () => {
  it('come from the configuration, secrets from environment variables', async () => {
    const target = `{ name: 'shop', urls: { cart: 'https://shop.example/cart' }, secrets: { PASSWORD: env('SHOP_PASSWORD') } }`
    const config = await load(wrap(`{ targets: [${target}] }`), { SHOP_PASSWORD: 'planted-word-1' })
    const [shop] = config.targets
    expect(shop?.urls).toEqual({ cart: 'https://shop.example/cart' })
    expect(shop?.secrets?.PASSWORD?.reveal()).toBe('planted-word-1')
    expect(JSON.stringify(config)).not.toContain('planted-word-1')
  })

  it('can be set on a preset as well', async () => {
    const preset = `claude({ key: env('KEY'), urls: { home: 'https://a.example' }, secrets: { TOKEN: env('TOKEN') } })`
    const { targets } = await load(wrap(`{ targets: [${preset}] }`), { KEY: 'k', TOKEN: 'planted-token' })
    expect(targets[0]?.secrets?.TOKEN?.reveal()).toBe('planted-token')
  })

  it.each([
    [`urls: { login: 'https://a.example' }`, 'targets[0].urls.login', 'loginPage'],
    [`urls: { 'my page': 'https://a.example' }`, 'targets[0].urls.my page', 'letters, digits and _'],
    [`secrets: { '2nd': env('KEY') }`, 'targets[0].secrets.2nd', 'letters, digits and _'],
  ])('need names that a probe can write after a dot: %s', async (keys, path, hint) => {
    expect(await problemsOf(wrap(`{ targets: [{ name: 'a', ${keys} }] }`), { KEY: 'k' })).toMatchObject([
      { path, hint: expect.stringContaining(hint) },
    ])
  })

  it('are rejected if the variable is not set or a secret is pasted', async () => {
    expect(await problemsOf(wrap(`{ targets: [{ name: 'a', secrets: { X: env('X') } }] }`))).toMatchObject([
      { path: 'targets[0].secrets.X', expected: 'the environment variable X to be set' },
    ])
    const problems = await problemsOf(wrap(`{ targets: [{ name: 'a', secrets: { X: 'sk-pasted' } }] }`))
    expect(problems).toMatchObject([{ path: 'targets[0].secrets.X', expected: "a secret by its name: env('NAME')" }])
    expect(JSON.stringify(problems)).not.toContain('sk-pasted')
  })
})
