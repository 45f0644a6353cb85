import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../../src/config/index.ts'
import type { ConfigError } from '../../src/core/index.ts'

function load(config: string): Promise<Config> {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-config-'))
  const text = `import { claude, defineConfig, env, openai } from 'doorwatch'\nexport default defineConfig(${config})`
  writeFileSync(join(folder, 'doorwatch.config.ts'), text)
  return loadConfig({ folder, environment: { KEY: 'k' } })
}

const claude = (budget: string) => `{ targets: [claude({ key: env('KEY'), budget: ${budget} })] }`
const budgetOf = async (config: string) => (await load(config)).targets[0]?.budget
const problemsOf = async (config: string) => ((await load(config).catch((error) => error)) as ConfigError).problems

describe('the budget of a target', () => {
  it('has low default caps for real services; a user can change each cap or remove all', async () => {
    expect(await budgetOf(`{ targets: [claude({ key: env('KEY') })] }`)).toEqual({ outputTokens: 100_000 })
    expect(await budgetOf(`{ targets: [openai({ key: env('KEY') })] }`)).toEqual({ outputTokens: 500_000 })
    expect(await budgetOf(claude('{ requests: 5000 }'))).toEqual({ outputTokens: 100_000, requests: 5_000 })
    expect(await budgetOf(claude('false'))).toBeUndefined()
  })

  it('in dollars uses the configured prices, one for all models or one per model', async () => {
    const price = { input: 1, output: 5 }
    expect(await budgetOf(claude(`{ usd: 0.5, prices: ${JSON.stringify(price)} }`))).toEqual({
      ...{ outputTokens: 100_000, microUsd: 500_000, prices: [price] },
    })
    expect(
      await budgetOf(claude(`{ usd: 2, prices: { 'claude-haiku-4-5': ${JSON.stringify(price)} } }`)),
    ).toMatchObject({
      prices: [{ model: 'claude-haiku-4-5', ...price }],
    })
  })

  it('in dollars is rejected without prices, with what to write', async () => {
    for (const more of ['', ', prices: {}']) {
      expect(await problemsOf(claude(`{ usd: 2${more} }`))).toMatchObject([
        {
          path: 'targets[0].budget.prices',
          expected: expect.stringMatching(/prices for the cap in usd: prices: \{ input: …/),
        },
      ])
    }
  })

  it('rejects an incomplete price, a price for a model that no probe asks, and a cap of zero', async () => {
    const price = await problemsOf(claude('{ usd: 2, prices: { input: 1 } as never }'))
    expect(price).toMatchObject([{ path: 'targets[0].budget.prices', expected: expect.stringContaining('per model') }])
    const model = await problemsOf(claude(`{ prices: { 'claude-haiku-4.5': { input: 1, output: 5 } } }`))
    expect(model).toMatchObject([{ hint: 'Did you mean "claude-haiku-4-5"?' }])
    expect(await problemsOf(claude('{ outputTokens: 0 }'))).toMatchObject([{ expected: 'at least 1' }])
  })

  it('has no caps for the sandbox unless the user sets one', async () => {
    expect(await load('{}')).toMatchObject({ sandbox: true })
    expect((await load('{}')).sandboxBudget).toBeUndefined()
    const config = await load('{ sandbox: { budget: { requests: 50 } } }')
    expect([config.sandbox, config.sandboxBudget]).toEqual([true, { requests: 50 }])
    expect(await problemsOf('{ sandbox: { bugdet: {} } as never }')).toMatchObject([
      { path: 'sandbox.bugdet', hint: 'Did you mean "budget"?' },
    ])
    expect(await problemsOf("{ sandbox: 'yes' as never }")).toMatchObject([
      { path: 'sandbox', expected: 'true, false or { budget: { … } }', got: '"yes"' },
    ])
  })
})
