import { cliProbe, expect } from 'doorwatch/probe'

// Asks the command-line client for its version, then puts a prompt to it.
export default cliProbe(
  { name: 'cli', surface: 'cli', every: '1m', timeout: '45s', stepTimeout: '30s' },
  async ({ cli, step, measure, target }) => {
    const { command, versionArgs, env, answer } = target.cli

    await step('check the version', () => cli.run([...command.slice(0, 1), ...versionArgs], { env }), {
      timeout: '10s',
    })
    const reply = await step('send a prompt', async () => {
      const ended = await cli.run(command, { env })
      const firstToken = ended.result?.ttft_stream_ms
      if (typeof firstToken === 'number') measure('ttft_ms', firstToken)
      return ended
    })
    await step('check the answer', () => {
      expect(String(reply.result?.result ?? reply.stdout)).toContain(answer)
    })
  },
)
