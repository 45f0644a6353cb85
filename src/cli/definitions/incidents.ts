import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addCommand, addConfigured } from './builder.ts'
import { pathOption, sinceOption } from './options.ts'

/** `incident show`, `list`, `close`, `note`, `own` and `evidence`. */
export function addIncidentCommands(program: Command, context: Context): void {
  const incident = addCommand(program, 'incident', {
    description: 'Show incidents and what they cost, add notes and an owner, pack evidence, close one by hand',
    examples: ['doorwatch incident', 'doorwatch incident claude-20260302-114503'],
  })
  addReading(incident, context)
  addWriting(incident, context)
}

function addReading(incident: Command, context: Context): void {
  addConfigured(incident, 'show [id]', {
    description:
      'Print what broke, the failing run against a good one, the cost and the timeline; without a name, the newest',
    details: '\nHow a cost is computed: doorwatch help plan',
    examples: [
      'doorwatch incident claude-20260302-114503',
      'doorwatch incident show claude-20260302-114503 -o incident.html',
      'doorwatch incident --since 30d --json',
    ],
    isDefault: true,
  })
    .addOption(sinceOption('without a name: how far back (default: 30d)'))
    .addOption(pathOption('-o, --output <file>', 'write the page of the incident as one HTML file'))
    .addOption(new Option('--json', 'print JSON').conflicts('output'))
    .action(async (id, options) => (await import('../commands/incidents/show.ts')).showIncident(context, id, options))

  addConfigured(incident, 'list', {
    description: 'List incidents and what they cost, newest first',
    examples: ['doorwatch incident list --since 90d', 'doorwatch incident list --open'],
  })
    .addOption(sinceOption('how far back (default: 30d)'))
    .option('--open', 'only those that are open')
    .option('--json', 'print JSON')
    .action(async (options) => (await import('../commands/incidents/list.ts')).listIncidents(context, options))

  addConfigured(incident, 'evidence <id>', {
    description:
      'Write incident-ID.zip for a ticket at the provider: text, JSON, page, pictures, request ids, SHA-256 sums',
    details:
      '\nThe pack holds no person, note, alert or channel, and no secret of the configuration. Times are in UTC. At most 5 MB.',
    examples: ['doorwatch incident evidence claude-20260302-114503'],
  })
    .addOption(pathOption('-o, --output <file>', 'where to write it (default: incident-ID.zip in this folder)'))
    .option('--json', 'print the path and the files as JSON')
    .action(async (id, options) =>
      (await import('../commands/incidents/evidence.ts')).incidentEvidence(context, id, options),
    )
}

function addWriting(incident: Command, context: Context): void {
  addConfigured(incident, 'close <id>', {
    description: 'Close an open incident that does not end by itself; the states of its surfaces do not change',
    examples: ['doorwatch incident close claude-2026-03-02 --why "the old tenant is gone"'],
  })
    .requiredOption('--why <text>', 'the reason; the timeline of the incident shows it')
    .action(async (id, options) => (await import('../commands/incidents/close.ts')).closeIncident(context, id, options))

  addConfigured(incident, 'note <id> <text>', {
    description: 'Add a note to the timeline of an incident, open or not',
    examples: ['doorwatch incident note claude-20260302-114503 "the vendor confirmed a bad deploy"'],
  })
    .option('--by <name>', 'who writes it (default: the name in git, else that of the account)')
    .action(async (id, text, options) =>
      (await import('../commands/incidents/note.ts')).noteIncident(context, id, text, options),
    )

  addConfigured(incident, 'own <id> [name]', {
    description: 'Name who owns an incident; unlike an acknowledgement, this does not change its alerts',
    examples: [
      'doorwatch incident own claude-20260302-114503',
      'doorwatch incident own claude-20260302-114503 "Ana Ito"',
    ],
  })
    .option('--by <name>', 'who sets it (default: the name in git, else that of the account)')
    .action(async (id, name, options) =>
      (await import('../commands/incidents/note.ts')).ownIncident(context, id, name, options),
    )
}

/** `afterwards`. */
export function addAfterwardsCommands(program: Command, context: Context): void {
  const afterwards = addCommand(program, 'afterwards', {
    description: 'List what is left to do after outages, and close it',
  })
  addConfigured(afterwards, 'list', {
    description: 'List the follow-up items of outages that are still open',
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
