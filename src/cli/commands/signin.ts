import { displayIn, keepSessionByHand } from '../../app/index.ts'
import { type Context, configFor } from '../process/context.ts'

/** `doorwatch signin claude`: a window opens, the person signs in, the session is kept for the probes. */
export async function signin(context: Context, name: string, options: { readonly config?: string }): Promise<void> {
  const config = await configFor(context, options)
  const file = await keepSessionByHand(config, name, displayIn(context.environment), ({ title }) => {
    context.stderr.write(`A window opens. Sign in to ${title} there; it closes by itself.\n`)
  })
  context.stdout.write(`The session is kept in ${file}, sealed with DOORWATCH_KEY.\n`)
}
