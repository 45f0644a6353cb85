import { type Command, Option } from 'commander'
import type { Context } from '../process/context.ts'
import { addConfigured, GROUPS } from './builder.ts'
import { pathOption, sinceOption } from './options.ts'

/** `why`, `plan`, `use`, `slo` and `backtest`. */
export function addExplainCommands(program: Command, context: Context): void {
  program.commandsGroup(GROUPS.explain)
  addConfigured(program, 'why <subject>', {
    description: 'Explain an incident, or the state of a surface: the runs, the usual rate, the threshold',
    examples: ['doorwatch why login', 'doorwatch why claude-2026-03-02', 'doorwatch why claude/api --at 15m'],
  })
    .option(
      '--at <time>',
      'a surface at an earlier time: 2026-03-02T11:30:00Z (UTC without a zone), or 15m for 15 min ago',
    )
    .option('--json', 'print JSON')
    .action(async (subject, options) => (await import('../commands/why.ts')).why(context, subject, options))

  addConfigured(program, 'plan', {
    description: 'Print what each workflow does while surfaces are down, how much is proven, what to fix first',
    details: '\nHow a plan is written, with a worked example: doorwatch help plan',
    examples: ['doorwatch plan', 'doorwatch plan --check', 'doorwatch plan --print | lp'],
  })
    .option('--check', 'for CI: print what is wrong; exit code 1 where a workflow is unprotected or there is a gap')
    .addOption(new Option('--print', 'print pages for paper: the whole plan, one page per workflow').conflicts('check'))
    .addOption(new Option('--json', 'print JSON').conflicts('print'))
    .action(async (options) => (await import('../commands/plan.ts')).plan(context, options))

  addConfigured(program, 'use <workflow>', {
    description: 'Name the target that a workflow of the plan uses now, for gateways, bots and shells',
    details:
      '\nExit code 0: use it; 1: the work stops, goes by hand, or nothing replaces the primary; 3: no fresh data, the primary is named.\nMore: doorwatch help use',
    examples: ['doorwatch use "code review"', 'eval "$(doorwatch use "code review" --env)"'],
  })
    .option('--env', 'print shell variables: addresses, model, the name of the key variable; never a key')
    .addOption(new Option('--json', 'print JSON').conflicts('env'))
    .action(async (workflow, options) => (await import('../commands/use.ts')).use(context, workflow, options))

  addConfigured(program, 'slo', {
    description: 'Print objectives, error budgets and burn rates per surface, and MTTD, MTTR and MTBF',
    details: '\nFormulas and burn-rate windows follow the SRE workbook, chapter 5.',
  })
    .option('--json', 'print JSON')
    .action(async (options) => (await import('../commands/slo.ts')).slo(context, options))

  addConfigured(program, 'backtest', {
    description: 'Replay history through the judge and through the paging rules of other monitors',
    details: '\nFile formats, policy files and the JSON output: doorwatch help backtest',
    examples: ['doorwatch backtest --since 30d', 'doorwatch backtest --runs uptime-kuma.json --policy stricter.json'],
  })
    .addOption(sinceOption('how far back: from now in the database (default: 90d), from the newest row in a file'))
    .addOption(
      pathOption('--runs <file>', 'read runs from a file: CSV, or an export of Uptime Kuma, UptimeRobot or Pingdom'),
    )
    .addOption(pathOption('--policy <file>', 'JSON with a policy to compare: {"falseAlarmDays": 30, "settle": "8h"}'))
    .option('--json', 'print JSON')
    .action(async (options) => (await import('../commands/backtest.ts')).backtest(context, options))
}
