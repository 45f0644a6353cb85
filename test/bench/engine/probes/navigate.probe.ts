import { browserProbe, expect } from 'doorwatch/probe'

// One navigation; the target's console address says how late the server answers.
export default browserProbe(
  { name: 'navigate', surface: 'console', every: '1m', timeout: '20s' },
  async ({ page, step, target }) => {
    await step('navigate', () => page.goto(target.console.url))
    expect(await page.title()).toBe('site')
  },
)
