import { primaryUse, surfaceVariables } from '../../continuity/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { unknownName } from '../process/unknown-name.ts'
import { answerFor, readUseFile } from '../use/answer.ts'

/**
 * `doorwatch use <workflow>` where the file alone cannot answer: the state folder is elsewhere, the worker has written nothing
 * yet, or the workflow is not in the plan.
 */
export async function use(
  context: Context,
  workflow: string,
  options: { readonly config?: string; readonly env?: boolean; readonly json?: boolean },
): Promise<void> {
  const { stateDir, plan, targets } = await configFor(context, options)
  const planned = plan.workflows.find(({ name }) => name === workflow)
  if (!planned) {
    throw unknownName(
      'workflow',
      workflow,
      plan.workflows.map(({ name }) => name),
    )
  }
  const now = context.clock.now()
  const file = readUseFile(stateDir)
  const written = file?.workflows[workflow]
  const primary = primaryUse(planned, now)
  const variables = { [primary.surface]: surfaceVariables(primary.surface, targets) }
  const request = { workflow, env: options.env === true, json: options.json === true }
  const answer =
    file && written
      ? answerFor(request, written, file, now)
      : answerFor(request, primary, { freshForMs: 0, variables }, now)
  context.stderr.write(answer.stderr)
  context.stdout.write(answer.stdout)
  process.exitCode = answer.code
}
