import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { keysAt } from '../../src/config/known-keys.ts'

const SCHEMA = z
  .strictObject({
    name: z.string(),
    doors: z.array(z.strictObject({ url: z.string(), port: z.number() })).optional(),
    free: z.record(z.string(), z.strictObject({ every: z.string() })).default({}),
    channel: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('slack'), webhook: z.string() }),
        z.strictObject({ kind: z.literal('email'), to: z.string() }),
        z.strictObject({ kind: z.literal('bot'), token: z.string() }).transform((value) => value),
      ])
      .optional(),
    price: z.union([z.strictObject({ input: z.number() }), z.strictObject({ output: z.number() })]).optional(),
  })
  .transform((value) => value)

describe('the keys that a schema allows', () => {
  it.each([
    ['at the top', [], {}, ['name', 'doors', 'free', 'channel', 'price']],
    ['of the entries of a list', ['doors', 0], { doors: [{}] }, ['url', 'port']],
    ['of the values of a record', ['free', 'any'], { free: { any: {} } }, ['every']],
    ['of the kind in the value', ['channel'], { channel: { kind: 'email' } }, ['kind', 'to']],
    ['of a kind that is transformed', ['channel'], { channel: { kind: 'bot' } }, ['kind', 'token']],
    [
      'of all kinds for an unknown kind',
      ['channel'],
      { channel: { kind: 'pager' } },
      ['kind', 'webhook', 'to', 'token'],
    ],
    ['of all options of a union', ['price'], { price: {} }, ['input', 'output']],
    ['of a record, which allows any', ['free'], { free: {} }, []],
    ['of a text, which has none', ['name'], { name: 'x' }, []],
    ['below an unknown key', ['nothing', 'here'], {}, []],
  ] as const)('are listed %s', (_where, path, value, keys) => {
    expect(keysAt(SCHEMA, path, value)).toEqual(keys)
  })
})
