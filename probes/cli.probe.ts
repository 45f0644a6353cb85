import { cliProbe, expect } from 'doorwatch/probe'
import { expectAnswer } from './answer.ts'
import { servedName } from './served-model.ts'

// Asks the command-line client whether it is there and signed in, then puts a prompt to it. The client's own limits
// (10 s) end before the step's, and the step's before the run's.
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
