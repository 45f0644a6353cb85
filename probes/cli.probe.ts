import { cliProbe, expect } from 'doorwatch/probe'
import { expectAnswer } from './answer.ts'
import { servedName } from './served-model.ts'

// Checks that the command-line client starts and is signed in, then sends a prompt. The timeouts of the client (10 s) are
// shorter than those of the steps, which are shorter than the timeout of the run.
export default cliProbe({ name: 'cli', surface: 'cli', every: '1m', timeout: '45s' }, async ({ cli, step, target }) => {
  const { command, versionArgs, signedInArgs, profile, env, files = {}, model, answer } = target.cli
  const ask = (args: readonly string[], preflight: true | 'credentials') =>
    cli.run([...command.slice(0, 1), ...args], { env, files, preflight })

  await step('check the version', () => ask(versionArgs, true), { timeout: '15s' })
  if (signedInArgs) await step('check the sign-in', () => ask(signedInArgs, 'credentials'), { timeout: '10s' })
  const reply = await step('send a prompt', () => cli.run(command, { env, files, profile }), { timeout: '25s' })
  await step('check the answer', () => {
    expectAnswer(reply.answer, answer)
    if (model && reply.model) expect(reply.model, 'the model that answered').toBe(servedName(model, reply.model))
  })
})
