import * as z from 'zod'
import { type Budget, defined } from '../core/index.ts'

/** US dollars per million tokens. */
const price = z.strictObject({ input: z.number().min(0), output: z.number().min(0) })
const prices = z.union([price, z.record(z.string().min(1), price)], {
  error: 'US dollars per million tokens: { input: …, output: … } for all models, or one such object per model',
})
const most = z.int().min(1)

/** The daily budget of a target, from 00:00 to 24:00 UTC. Dollars are computed from the configured prices. */
export const budget = z
  .strictObject({
    requests: most.optional(),
    outputTokens: most.optional(),
    usd: z.number().gt(0).optional(),
    prices: prices.optional(),
  })
  .transform(({ usd, prices: priceInput, ...caps }, context): Budget => {
    const list = pricesIn(priceInput)
    if (usd !== undefined && list.length === 0) {
      const message = 'prices for the cap in usd: prices: { input: …, output: … } in US dollars per million tokens'
      context.addIssue({ code: 'custom', path: ['prices'], message })
    }
    return {
      ...defined({ requests: caps.requests, outputTokens: caps.outputTokens }),
      ...(usd === undefined ? {} : { microUsd: Math.round(usd * 1_000_000) }),
      ...(list.length === 0 ? {} : { prices: list }),
    }
  })

type Price = z.output<typeof price>

function pricesIn(input: z.output<typeof prices> | undefined): NonNullable<Budget['prices']> {
  if (input === undefined) return []
  if (typeof input.input === 'number') return [input as Price]
  return Object.entries(input as Readonly<Record<string, Price>>).map(([model, modelPrice]) => ({
    model,
    ...modelPrice,
  }))
}
