import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelSlug, Secret } from '../../../src/core/index.ts'

describe('a secret', () => {
  it('shows its name and never its value, as text, as JSON and in a log', () => {
    const secret = new Secret('KEY', 'planted-value')
    const texts = [`${secret}`, JSON.stringify({ secret }), inspect(secret, { showHidden: true, depth: 9 })]
    for (const text of texts) expect(text).not.toContain('planted-value')
    expect(`${secret}`).toBe('[secret KEY]')
    expect(secret.reveal()).toBe('planted-value')
  })
})

describe('a model in the name of a probe', () => {
  it.each([
    ['Claude Opus 5.1', 'claude-opus-5-1'],
    ['gpt-5', 'gpt-5'],
    ['org/model:latest', 'org-model-latest'],
    ['模型', ''],
  ])('%s is "%s"', (model, slug) => {
    expect(modelSlug(model)).toBe(slug)
  })

  it('has only small letters, digits and single inner dashes', () => {
    fc.assert(
      fc.property(fc.string(), (model) => {
        expect(modelSlug(model)).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/)
      }),
    )
  })
})
