import { describe, expect, it } from 'vitest'
import { createRecipients, refusalsText } from '../../../src/notify/channels/recipients.ts'

const TO = ['Robin <robin@example.org>', 'kim@example.org, lee@example.org']
const ALL = ['robin@example.org', 'kim@example.org', 'lee@example.org']
const later = (address: string) => ({ address, answer: '451 4.7.1 greylisted', later: true })
const never = (address: string) => ({ address, answer: '550 5.1.1 no such user', later: false })

describe('the recipients of a mail', () => {
  it('are all of them at first, as bare addresses', () => {
    expect(createRecipients(TO).progressOf('a')).toEqual({ left: ALL, refused: [] })
  })

  it('are those that the server put off, in further tries', () => {
    const recipients = createRecipients(TO)
    const progress = { left: ['kim@example.org'], refused: [never('lee@example.org')] }
    expect(recipients.record('a', [later('kim@example.org'), never('lee@example.org')])).toEqual(progress)
    expect(recipients.progressOf('a')).toEqual(progress)
    expect(recipients.progressOf('b')).toEqual({ left: ALL, refused: [] })
  })

  it('that were refused in an earlier try are still in the last result', () => {
    const recipients = createRecipients(TO)
    recipients.record('a', [later('kim@example.org'), never('lee@example.org')])
    expect(recipients.record('a', [never('kim@example.org')])).toEqual({
      left: [],
      refused: [never('lee@example.org'), never('kim@example.org')],
    })
  })

  it('are forgotten once every recipient has it: the same key again is a mail to all', () => {
    const recipients = createRecipients(TO)
    recipients.record('a', [later('kim@example.org')])
    expect(recipients.record('a', [])).toEqual({ left: [], refused: [] })
    expect(recipients.progressOf('a')).toEqual({ left: ALL, refused: [] })
  })

  it('are remembered of 200 mails; of the oldest beyond them all get it again', () => {
    const recipients = createRecipients(TO)
    for (let nth = 0; nth < 201; nth += 1) recipients.record(`mail ${nth}`, [later('kim@example.org')])
    expect(recipients.progressOf('mail 0').left).toEqual(ALL)
    expect(recipients.progressOf('mail 1').left).toEqual(['kim@example.org'])
    recipients.record('mail 1', [later('kim@example.org')])
    recipients.record('mail 201', [later('kim@example.org')])
    expect(recipients.progressOf('mail 1').left).toEqual(['kim@example.org'])
    expect(recipients.progressOf('mail 2').left).toEqual(ALL)
  })
})

it('The text of refusals names each address with the answer of the server', () => {
  expect(refusalsText([never('a@example.org'), later('b@example.org')])).toBe(
    'a@example.org (550 5.1.1 no such user), b@example.org (451 4.7.1 greylisted)',
  )
})
