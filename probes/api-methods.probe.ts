import { apiProbe, expect } from 'doorwatch/probe'
import { expectAnswer } from './answer.ts'
import { dialectOf } from './dialects/choice.ts'
import { shapeOf } from './dialects/shape.ts'
import { expectModel } from './served-model.ts'

// The methods beside the stream: a message in one piece, the count of its tokens, the list of models. Each is tried
// whatever became of the one before, so that "some methods do not work" can be told from "nothing works".
export default apiProbe(
  { name: 'api-methods', surface: 'api', every: '5m', timeout: '60s', stepTimeout: '18s' },
  async ({ http, step, target }) => {
    const { url, key, model, prompt, answer } = target.api
    const dialect = dialectOf(target.api)
    const headers = dialect.headers(key.reveal())
    const question = dialect.whole({ model, prompt })
    const { countTokens } = dialect
    // A step that failed is on record, and fails the run at its end.
    const goOn = () => {}

    await step('send a message', async () => {
      const reply = await http.request(`${url}${dialect.path}`, { headers, json: question })
      expect(reply.status, 'the status').toBe(200)
      const { text, stopReason, model: served } = dialect.readWhole(reply.json())
      expect(stopReason, 'why the reply ended').toBe(dialect.complete)
      expectAnswer(text ?? '', answer)
      expectModel(served, model)
    }).catch(goOn)
    if (countTokens !== undefined) {
      await step('count tokens', async () => {
        const { max_tokens: _limit, ...countable } = question as { max_tokens?: number }
        const reply = await http.request(`${url}${countTokens}`, { headers, json: countable })
        expect(reply.status, 'the status').toBe(200)
        const count = shapeOf(reply.json(), 'the count').need('input_tokens').number()
        expect(count, 'the count of tokens').toBeGreaterThan(0)
      }).catch(goOn)
    }
    await step('list the models', async () => {
      const reply = await http.request(`${url}${dialect.models}`, { headers })
      expect(reply.status, 'the status').toBe(200)
      const models = shapeOf(reply.json(), 'the list of models').need('data').items()
      expect(models.map((one) => one.need('id').text()).length, 'the number of models').toBeGreaterThan(0)
    }).catch(goOn)
  },
)
