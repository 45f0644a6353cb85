// Help topics: Markdown files that read well on a terminal and on a web page. Takes a name, gives its text.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../package/index.ts'

/** Every topic, in the order of a first reading, with one line on what it answers. */
export const TOPICS = {
  config: 'every key of doorwatch.config.ts, its unit and its default',
  environment: 'every environment variable, and the .env file',
  probes: 'write a probe, try it, look at what it does',
  states: 'what each state of a surface means, and how it is decided',
  failures: 'every failure class, whose fault it is, and what to do',
  alerts: 'which alerts are sent, when, to whom',
  plan: 'which work goes on in an outage, what is proven, what it costs',
  drill: 'rehearse an outage, what is scored, and how to write a scenario',
  failover: 'inject failures into your own route, and prove that it fails over',
  use: 'which target a workflow uses now, for shells and gateways',
  reports: 'what people report, the token for it, and what is stored',
  budgets: 'what probing may spend, and what happens at the limit',
  network: 'proxies, and how a failed connection is blamed',
  operation: 'dashboard for a team, upgrade, full disk, clock, stop',
  interfaces: 'Statuspage, feed, badge, metrics, traces and API for other tools',
  json: 'the JSON that commands print, field by field',
  backtest: 'files of runs, policy files, and what a backtest prints',
  sandbox: 'the bundled service, its surfaces and faults',
  files: 'what Doorwatch keeps on disk',
} as const

export { renderTopic } from './render.ts'

const FOLDER = join(PACKAGE_ROOT, 'src/cli/topics')

/** The text of a topic. @param name a key of `TOPICS` */
export function readTopic(name: string): string {
  return readFileSync(join(FOLDER, `${name}.md`), 'utf8')
}

/** One indented line per topic. */
export function topicList(): string {
  const width = Math.max(...Object.keys(TOPICS).map((name) => name.length))
  return Object.entries(TOPICS)
    .map(([name, line]) => `  ${name.padEnd(width)}  ${line}`)
    .join('\n')
}
