import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readTopic, renderTopic, TOPICS, topicList } from '../../../src/cli/topics/index.ts'
import { configSchema } from '../../../src/config/schema.ts'
import { BLAME_OF, STATES } from '../../../src/core/index.ts'
import { textOf } from '../../architecture/source.ts'

const uncoloured = (_style: unknown, text: string) => text

/** `dashboard.port` for every key of a configuration, two levels deep; keys of records and lists are the user's. */
function keysIn(schema: z.ZodType): readonly string[] {
  const top = shapeOf(schema) ?? {}
  return Object.entries(top).flatMap(([key, value]) => {
    const inner = shapeOf(value as z.ZodType)
    return inner ? Object.keys(inner).map((name) => `${key}.${name}`) : [key]
  })
}

function shapeOf(schema: z.ZodType): Record<string, unknown> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return shapeOf(schema.unwrap() as z.ZodType)
  }
  return undefined
}

describe('the help topics', () => {
  it('name every key of the configuration', () => {
    const text = readTopic('config')
    expect(keysIn(configSchema({})).filter((key) => !text.includes(`\`${key}\``))).toEqual([])
  })

  it('find the keys of the configuration two levels deep', () => {
    expect(keysIn(configSchema({}))).toEqual(expect.arrayContaining(['targets', 'dashboard.token', 'retention.hours']))
  })

  it('name every environment variable that the configuration reads', () => {
    const text = readTopic('environment')
    const variables = [...textOf('src/config/environment.ts').matchAll(/\b((?:DOORWATCH|ALERT|SMTP|SLACK)_[A-Z_]+):/g)]
    expect(variables.length).toBeGreaterThan(8)
    expect(variables.map(([, name]) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })

  it('name every failure class with the blame that it carries', () => {
    const text = readTopic('failures')
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    const wrong = Object.entries(BLAME_OF).filter(
      ([name, blame]) => !rows.some((row) => row.includes(`\`${name}\``) && row.includes(blame)),
    )
    expect(wrong).toEqual([])
  })

  it('name every state', () => {
    expect(STATES.filter((state) => !readTopic('states').includes(`| ${state} |`))).toEqual([])
  })

  it.each(Object.keys(TOPICS))('fit a terminal of 80 columns: %s', (name) => {
    const lines = renderTopic(readTopic(name), 80, uncoloured).split('\n')
    expect(lines.filter((line) => line.length > 100 && !line.startsWith('    '))).toEqual([])
    expect(readTopic(name).startsWith('# ')).toBe(true)
  })

  it('are listed with one line each, which fits a terminal of 80 columns', () => {
    expect(topicList().split('\n')).toHaveLength(Object.keys(TOPICS).length)
    expect(
      topicList()
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([])
  })
})

describe('a topic on a terminal', () => {
  it('wraps paragraphs at the width and leaves code as it is', () => {
    const text = renderTopic(
      'one two three four\nfive\n\n    a line of code that is longer than the width',
      10,
      uncoloured,
    )
    expect(text).toBe('one two\nthree four\nfive\n\n    a line of code that is longer than the width\n')
  })

  it('aligns the columns of a table and wraps its widest column', () => {
    const table =
      '| key | meaning |\n|---|---|\n| `a` | a text that needs more than one line here |\n| long-key | short |'
    expect(renderTopic(table, 32, uncoloured)).toBe(
      [
        'key       meaning',
        'a         a text that needs more',
        '          than one line here',
        'long-key  short',
        '',
      ].join('\n'),
    )
  })
})
