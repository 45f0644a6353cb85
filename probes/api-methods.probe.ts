import { apiProbe, expect } from 'doorwatch/probe'
import { expectAnswer } from './answer.ts'
import { dialectOf } from './dialects/choice.ts'
import { shapeOf } from './dialects/shape.ts'
import { expectModel } from './served-model.ts'

// Checks the other methods: a message without streaming, the token count, the list of models. Tries each even if an earlier
// one failed, to distinguish "some methods fail" from "all methods fail".
export default apiProbe(
  { name: 'api-methods', surface: 'api', every: '5m', timeout: '60s', stepTimeout: '18s' },
  async ({ http, step, target }) => {
    const { url, key, model, prompt, answer } = target.api
    const dialect = dialectOf(target.api)
    const headers = dialect.headers(key.reveal())
    const question = dialect.whole({ model, prompt })
    const { countTokens } = dialect
    // A failed step is recorded and fails the run at its end.
    const continueAfterFailure = () => {}

    await step('send a message', async () => {
      const reply = await http.request(`${url}${dialect.path}`, { headers, json: question })
      expect(reply.status, 'the status').toBe(200)
      const { text, stopReason, model: served } = dialect.readWhole(reply.json())
      expect(stopReason, 'why the reply ended').toBe(dialect.complete)
      expectAnswer(text ?? '', answer)
      expectModel(served, model)
    }).catch(continueAfterFailure)
    if (countTokens !== undefined) {
      await step('count tokens', async () => {
        const { max_tokens: _limit, ...countable } = question as { max_tokens?: number }
        const reply = await http.request(`${url}${countTokens}`, { headers, json: countable })
        expect(reply.status, 'the status').toBe(200)
        const count = shapeOf(reply.json(), 'the count').need('input_tokens').number()
        expect(count, 'the count of tokens').toBeGreaterThan(0)
      }).catch(continueAfterFailure)
    }
    await step('list the models', async () => {
      const reply = await http.request(`${url}${dialect.models}`, { headers })
      expect(reply.status, 'the status').toBe(200)
      const models = shapeOf(reply.json(), 'the list of models').need('data').items()
      expect(models.map((entry) => entry.need('id').text()).length, 'the number of models').toBeGreaterThan(0)
    }).catch(continueAfterFailure)
  },
)
