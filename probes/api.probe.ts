import { apiProbe, expect, Fault } from 'doorwatch/probe'
import { expectAnswer } from './answer.ts'
import { dialectOf } from './dialects/choice.ts'
import { disorderIn } from './dialects/dialect.ts'
import { expectModel } from './served-model.ts'

// Streams a message in the dialect of the API and checks it to the end; once for each model.
export default apiProbe(
  { name: 'api', surface: 'api', each: 'model', every: '1m', timeout: '45s', stepTimeout: '30s' },
  async ({ http, step, measure, target }) => {
    const { url, key, model, prompt, answer } = target.api
    const dialect = dialectOf(target.api)

    const reply = await step('stream a message', async () => {
      const stream = await http.stream(`${url}${dialect.path}`, {
        headers: dialect.headers(key.reveal()),
        json: dialect.body({ model, prompt }),
        content: dialect.content,
        isEnd: dialect.isEnd,
        errorOf: dialect.errorOf,
      })
      const tokens = dialect.tokens(stream.events) ?? 0
      if (tokens > 0) measure('tokens', tokens)
      if (tokens > 1) measure('ms_per_token', (stream.lastContentMs - stream.firstContentMs) / (tokens - 1))
      return stream
    })
    await step('check the event sequence', () => {
      const disorder = disorderIn(dialect, reply.events)
      if (disorder) throw new Fault('wrong_answer', `the events are out of order: ${disorder}`)
      expect(dialect.stopReason(reply.events), 'why the reply ended').toBe(dialect.complete)
    })
    await step('check the answer', () => {
      expectAnswer(reply.text, answer)
      expectModel(dialect.model(reply.events), model)
    })
  },
)
