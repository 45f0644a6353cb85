// A plan of three workflows: one switches to another model, one stops, one goes on by hand.
// Try it: ANTHROPIC_API_KEY=x OPENAI_API_KEY=x npx doorwatch plan --config src/continuity/example/doorwatch.config.ts
// Every key and the worked example of its price: npx doorwatch help plan
import { anyOf, claude, defineConfig, env, manual, openai, stop, switchTo, workflow } from 'doorwatch'

export default defineConfig({
  targets: [claude({ key: env('ANTHROPIC_API_KEY') }), openai({ key: env('OPENAI_API_KEY') })],
  workflows: [
    workflow('code review', {
      people: 25,
      rate: { amount: 90, currency: 'GBP' },
      hours: 'Mo-Fr 09:00-18:00 Europe/London',
      uses: ['claude/cli'],
      recoverWithin: '15m',
      tolerates: '4h',
      owner: 'platform@example.org',
      afterwards: ['Review merges that were made without the assistant'],
      // Through Codex the same people get about 60 % of the work done.
      fallback: switchTo({
        ...{ target: 'openai', through: 'openai/cli', capacity: 0.6, proofMaxAge: '30d' },
        // Asked every hour through OpenAI's API, charged to its budget.
        provenBy: { prompt: 'What is 17 + 25? Reply with the number only.', answer: '42', within: '20s' },
      }),
    }),
    workflow('support bot', {
      people: 6,
      rate: { amount: 40, currency: 'GBP' },
      hours: 'Mo-Su 07:00-22:00 Europe/London',
      uses: ['claude/api'],
      tolerates: '1d',
      owner: 'support@example.org',
      afterwards: ['Answer the mails that came in meanwhile', 'Take the notice down'],
      fallback: stop({ protects: 'customers from wrong answers', notice: 'notices/support-bot-off.md' }),
    }),
    workflow('proposals', {
      people: 9,
      rate: { amount: 75, currency: 'GBP' },
      hours: 'Mo-Th 08:00-17:00; Fr 08:00-14:00 Europe/London',
      uses: [anyOf('claude/cli', 'claude/api')],
      recoverWithin: '1h',
      tolerates: '2d',
      owner: 'sales@example.org',
      fallback: manual({ guide: 'guides/proposals.md', guideMaxAge: '180d', keeps: 0.4 }),
    }),
  ],
  // Nothing here needs OpenAI's API, only its command-line client.
  schedule: { 'openai/api': { off: true } },
  // Parts that both models depend on: a failure of one of them breaks both.
  // shares: { 'corporate sign-in': ['claude', 'openai/cli'] },
})
