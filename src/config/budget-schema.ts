import { z } from 'zod'
import { type Budget, defined } from '../core/index.ts'

/** US dollars per million tokens. */
const price = z.strictObject({ input: z.number().min(0), output: z.number().min(0) })
const prices = z.union([price, z.record(z.string().min(1), price)], {
  error: 'US dollars per million tokens, { input: …, output: … }, or one such by model',
})
const most = z.int().min(1)

/** What probing a target may spend from 00:00 to 24:00 UTC. Dollars are counted by the prices the user gives. */
export const budget = z
  .strictObject({
    requests: most.optional(),
    outputTokens: most.optional(),
    usd: z.number().gt(0).optional(),
    prices: prices.optional(),
  })
  .transform(({ usd, prices: given, ...caps }, context): Budget => {
    const list = given === undefined ? [] : 'input' in given ? [given as z.output<typeof price>] : byModel(given)
    if (usd !== undefined && list.length === 0) {
      const message = 'what a million tokens cost, because usd is set: prices: { input: …, output: … } in US dollars'
      context.addIssue({ code: 'custom', path: ['prices'], message })
    }
    return {
      ...defined({ requests: caps.requests, outputTokens: caps.outputTokens }),
      ...(usd === undefined ? {} : { microUsd: Math.round(usd * 1_000_000) }),
      ...(list.length === 0 ? {} : { prices: list }),
    }
  })

function byModel(given: Readonly<Record<string, unknown>>): NonNullable<Budget['prices']> {
  return Object.entries(given).map(([model, one]) => ({ model, ...(one as z.output<typeof price>) }))
}
