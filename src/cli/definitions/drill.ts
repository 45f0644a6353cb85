import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addConfigured } from './builder.ts'
import { addFailoverOptions, requireThrough } from './failover.ts'
import { parseSeed } from './options.ts'

/** `drill` and its own commands. */
export function addDrillCommands(program: Command, context: Context): void {
  const load = () => import('../commands/drill.ts')
  const drill = addConfigured(program, 'drill [scenario]', {
    description: 'Rehearse an outage on the sandbox and score what your plan does',
    details: `
Two sandboxes stand in for your provider and for model B. Real probes, the real judge and real alerts marked DRILL watch an \
outage there; nothing of it touches your monitoring. Without a plan the example of src/continuity/example is drilled.
More: doorwatch help drill
With --through, failures are injected into your own gateway instead: doorwatch help failover`,
    examples: [
      'doorwatch drill',
      'doorwatch drill claude-2026-03-02 --report',
      'doorwatch drill --from-incident claude-20261123-210512',
      'doorwatch drill --through http://gateway.example:4000 --html matrix.html',
    ],
  })
  drill
    .addOption(new Option('--seed <n>', 'which requests a partial fault hits (default: 1)').argParser(parseSeed))
    .option('--json', 'print the score card, or the route matrix, as JSON')
    .option('--report', 'also write an after-action report of two printed pages')
    .option('--from-incident <name>', 'replay an incident of your own: doorwatch incident list')
    .option('--page', 'include PagerDuty, and escalate along routes; without it no one is paged')
    .option('--force', 'start although a real incident is open or a surface is down; also with --through')
  addFailoverOptions(drill).action(async (scenario, options) => {
    requireThrough(scenario, options)
    if (options.through === undefined) return (await load()).drill(context, scenario, options)
    return (await import('../commands/failover.ts')).failoverTest(context, options)
  })

  addConfigured(drill, 'list', { description: 'List the scenarios, and the drills so far with their scores' })
    .option('--json', 'print JSON')
    .action(async (_own, command: Command) => (await load()).list(context, command.optsWithGlobals()))
  addConfigured(drill, 'stop', { description: 'Stop the running drill; what was played is scored' }).action(
    async (_own, command: Command) => (await load()).stop(context, command.optsWithGlobals()),
  )
  addConfigured(drill, 'ack', { description: 'Acknowledge the outage of the running drill, as you would a real one' })
    .option('--by <name>', 'who acknowledges it (default: the name in git, else that of the account)')
    .action(async (_own, command: Command) => (await load()).acknowledge(context, command.optsWithGlobals()))
}
