import { apiProbe, expect } from 'doorwatch/probe'

/** The cheapest check there is, so that what it costs is what Doorwatch adds. */
export default apiProbe(
  { name: 'ping', surface: 'api', each: 'model', every: '10s', timeout: '5s' },
  async ({ http, step, target }) => {
    await step('ask', async () => {
      const answer = await http.request(target.api.url)
      expect(answer.status).toBe(200)
    })
  },
)
