import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { processContext } from '../../../src/cli/process/context.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { TOPICS } from '../../../src/cli/topics/index.ts'
import { command } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'

const COMMANDS = [
  'start',
  'run',
  'status',
  'report',
  'why',
  'slo',
  'backtest',
  'mute',
  'incident',
  'alerts',
  'init',
  'doctor',
]
const help = (...args: readonly string[]) => command(newFolder('help'), args)

describe('doorwatch help', () => {
  it('lists every command in its group, and every topic', async () => {
    const { code, stdout } = await help('help')
    expect(code).toBe(0)
    for (const group of ['Watch:', 'Explain:', 'Alerts and incidents:', 'Set up:']) expect(stdout).toContain(group)
    for (const name of [...COMMANDS, ...Object.keys(TOPICS)]) expect(stdout).toMatch(new RegExp(`^ +${name}\\b`, 'm'))
  })

  it.each(COMMANDS.filter((name) => !Object.hasOwn(TOPICS, name)))(
    'prints the help of a command and its exit codes: %s',
    async (name) => {
      const { code, stdout } = await help('help', name)
      expect(code).toBe(0)
      expect(stdout).toContain(`Usage: doorwatch ${name}`)
      expect(stdout).toContain('Exit codes: 0 good')
    },
  )

  it('has no line longer than 80 columns but examples to copy, in the help of every command', async () => {
    const helpOf = (entry: Command): readonly string[] => {
      const texts: string[] = []
      entry.configureOutput({ writeOut: (text) => void texts.push(text), getOutHelpWidth: () => 80 }).outputHelp()
      return [
        ...texts
          .join('')
          .replace(/^Examples:\n(?: {2}.*\n)+/m, '')
          .split('\n'),
        ...entry.commands.flatMap(helpOf),
      ]
    }
    const lines = helpOf(createProgram(processContext()))
    expect(lines.length).toBeGreaterThan(500)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })

  it('prints a topic, and names the command of the same name', async () => {
    const { stdout } = await help('help', 'backtest')
    expect(stdout).toContain('Uptime Kuma')
    expect(stdout).toContain('doorwatch backtest --help')
  })

  it('suggests the nearest command or topic, exit code 2', async () => {
    expect(await help('help', 'enviroment')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "environment"?'),
    })
    expect(await help('help', 'xyzzy')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('doorwatch help lists'),
    })
  })

  it('answers a command that does not exist, and a wrong option, with exit code 2', async () => {
    expect(await help('strat')).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown command') })
    expect(await help('status', '--jsno')).toMatchObject({ code: 2, stderr: expect.stringContaining('--json') })
    expect(await help('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})
