import { describe, expect, it } from 'vitest'
import { askAnswers, isEmail } from '../../../src/setup/init/index.ts'

/** Answers one question after another, an empty answer taking the fallback; keeps what was asked. */
function scripted(answers: readonly string[]) {
  const questions: string[] = []
  const remaining = [...answers]
  return {
    questions,
    ask: async (question: string, fallback: string) => {
      questions.push(question)
      return remaining.shift() || fallback
    },
  }
}

describe('the questions of init', () => {
  it('use the first option on Enter', async () => {
    expect(await askAnswers({}, scripted([]).ask)).toEqual({ target: 'claude', slack: false })
  })

  it('repeat until the answer is valid', async () => {
    const { ask, questions } = scripted(['gemini', 'OpenAI', 'yes', 'no-address', 'ops@example.org'])
    expect(await askAnswers({}, ask)).toEqual({ target: 'openai', slack: true, email: 'ops@example.org' })
    expect(questions).toHaveLength(5)
  })

  it('skip what the command line sets', async () => {
    const { ask, questions } = scripted([])
    const options = { target: 'sandbox', slack: true, email: 'a@b.example' } as const
    expect(await askAnswers(options, ask)).toEqual(options)
    expect(questions).toEqual([])
  })

  it.each([
    'a@b.example',
    'x.y+z@mail.example.org',
    "o'a@b.example",
    'root@localhost',
    'Ops <a@b.example>, c@d.example',
  ])('accept %s as an address', (text) => {
    expect(isEmail(text)).toBe(true)
  })

  it.each(['', 'a', 'a@', '@b.example', 'a@b.example c@d.example', 'a b@c.example'])(
    'does not take %j for an address',
    (text) => {
      expect(isEmail(text)).toBe(false)
    },
  )
})
