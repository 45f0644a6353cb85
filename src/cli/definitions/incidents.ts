import type { Command } from 'commander'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured } from './builder.ts'
import { sinceOption } from './options.ts'

/** `incident`. */
export function addIncidentCommands(program: Command, context: Context): void {
  const incident = addCommand(program, 'incident', {
    description: 'Show incidents and what they cost; close an open one by hand',
  })
  addConfigured(incident, 'show [id]', {
    description: 'Print an incident with its cost by workflow and surface; without a name, the newest ones',
    details: '\nHow a cost is computed: doorwatch help plan',
    examples: ['doorwatch incident claude-20260302-114503', 'doorwatch incident --since 30d --json'],
    isDefault: true,
  })
    .addOption(sinceOption('without a name: how far back (default: 30d)'))
    .option('--json', 'print JSON')
    .action(async (id, options) => (await import('../commands/show-incident.ts')).showIncident(context, id, options))
  addConfigured(incident, 'close <id>', {
    description: 'Close an open incident that does not end by itself; the states of its surfaces do not change',
    examples: ['doorwatch incident close claude-2026-03-02 --why "the old tenant is gone"'],
  })
    .requiredOption('--why <text>', 'the reason; the timeline of the incident shows it')
    .action(async (id, options) => (await import('../commands/incident.ts')).closeIncident(context, id, options))
}

/** `afterwards`. */
export function addAfterwardsCommands(program: Command, context: Context): void {
  const afterwards = addCommand(program, 'afterwards', {
    description: 'List what is left to do after outages, and close it',
  })
  addConfigured(afterwards, 'list', {
    description: 'Print what workflows have to do after an outage and nobody has closed',
    examples: ['doorwatch afterwards', 'doorwatch afterwards --json'],
    isDefault: true,
  })
    .option('--json', 'print JSON')
    .action(async (options) => (await import('../commands/afterwards.ts')).listAfterwards(context, options))
  addConfigured(afterwards, 'close <numbers...>', {
    description: 'Close items by their numbers',
    examples: ['doorwatch afterwards close 3', 'doorwatch afterwards close 3 4 --by "Ana"'],
  })
    .option('--by <name>', 'who did it (default: the name in git, else that of the account)')
    .action(async (numbers, options) =>
      (await import('../commands/afterwards.ts')).closeAfterwards(context, numbers, options),
    )
}
