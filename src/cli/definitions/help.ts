import type { Command } from 'commander'
import { MonitorError, nearest } from '../../core/index.ts'
import type { Context } from '../process/context.ts'
import { readTopic, renderTopic, TOPICS, topicList } from '../topics/index.ts'
import { addCommand } from './builder.ts'

/** `help [subject]`: a command's help, or one of the topics. */
export function addHelpCommand(program: Command, context: Context): void {
  addCommand(program, 'help [subject]', {
    description: 'Print help for a command, or about a topic',
    details: `\nTopics:\n${topicList()}`,
    examples: ['doorwatch help backtest', 'doorwatch help config'],
  }).action((subject: string | undefined) => {
    if (subject === undefined) {
      context.stdout.write(`${program.helpInformation()}\nTopics (doorwatch help <topic>):\n${topicList()}\n`)
      return
    }
    const command = program.commands.find((candidate) => candidate.name() === subject)
    const isTopic = Object.hasOwn(TOPICS, subject)
    if (!command && !isTopic) throw unknownSubject(program, subject)
    if (isTopic) context.stdout.write(renderTopic(readTopic(subject), columnsOf(context), context.paint))
    if (isTopic && command) context.stdout.write(`\nThe command: doorwatch ${subject} --help\n`)
    else command?.outputHelp()
  })
}

/** Longest line of a topic, in characters: longer ones are hard to read, and a pipe has no width. */
const WIDEST = 110

function columnsOf({ stdout }: Context): number {
  return Math.min(stdout.columns ?? WIDEST, WIDEST)
}

function unknownSubject(program: Command, subject: string): MonitorError {
  const names = [...program.commands.map((command) => command.name()), ...Object.keys(TOPICS)]
  const suggestion = nearest(subject, names)
  return new MonitorError('usage', `there is no command and no help topic "${subject}"`, {
    hint: suggestion ? `Did you mean "${suggestion}"?` : 'doorwatch help lists both.',
  })
}
