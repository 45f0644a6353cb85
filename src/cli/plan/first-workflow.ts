/** What to write where a configuration has no workflow yet. @param surfaces the watched ones, to name one that exists */
export function firstWorkflowText(surfaces: readonly string[], file: string | undefined): string {
  const use = surfaces.find((surface) => surface.endsWith('/cli')) ?? surfaces[0] ?? 'claude/api'
  const other = surfaces.find((surface) => surface.split('/')[0] !== use.split('/')[0])
  const fallback = other
    ? `switchTo({ through: '${other}', capacity: 0.6 })`
    : "manual({ guide: 'guides/code-review.md', keeps: 0.4 })"
  const name = other ? 'switchTo' : 'manual'
  return `There is no workflow in ${file ?? 'the configuration'} yet, so alerts and pages cannot say which work an outage stops. Write the first one:

    import { defineConfig, ${name}, workflow } from 'doorwatch'

    workflows: [
      workflow('code review', {
        people: 25, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Fr 09:00-18:00 Europe/London',
        uses: ['${use}'], recoverWithin: '15m', tolerates: '4h', owner: 'platform@example.org',
        fallback: ${fallback},
      }),
    ],

Every key and a worked example: doorwatch help plan
`
}
