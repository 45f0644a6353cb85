import type { Command } from 'commander'
import { addAlertCommands } from './definitions/alerts.ts'
import { addAlertsGroup } from './definitions/alerts-group.ts'
import { createRoot } from './definitions/builder.ts'
import { addDrillCommands } from './definitions/drill.ts'
import { addExplainCommands } from './definitions/explain.ts'
import { addProxyCommand } from './definitions/failover.ts'
import { addHelpCommand } from './definitions/help.ts'
import { addHooksCommands, addReportsCommands } from './definitions/people.ts'
import { addSandboxCommands } from './definitions/sandbox.ts'
import { addSetupCommands } from './definitions/setup.ts'
import { addWatchCommands } from './definitions/watch.ts'
import { type Context, productVersion } from './process/context.ts'

/** The command line: the name, arguments and options of every command. Loads a command's code when it is used, to start fast. */
export function createProgram(context: Context): Command {
  const program = createRoot(context, productVersion())
  addWatchCommands(program, context)
  addExplainCommands(program, context)
  addDrillCommands(program, context)
  addAlertCommands(program, context)
  addAlertsGroup(program, context)
  addSetupCommands(program, context)
  addSandboxCommands(program, context)
  addProxyCommand(program, context)
  addReportsCommands(program, context)
  addHooksCommands(program, context)
  addHelpCommand(program, context)
  return program
}
