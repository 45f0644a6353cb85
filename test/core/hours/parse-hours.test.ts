import { describe, expect, it } from 'vitest'
import { MonitorError, parseHours } from '../../../src/core/index.ts'

const clock = (minute: number) => {
  const day = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su', 'end'][Math.floor(minute / 1440)]
  const time = [Math.floor((minute % 1440) / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `${day} ${time}`
}
const spans = (text: string) => parseHours(text).spans.map(({ from, to }) => `${clock(from)} to ${clock(to)}`)

describe('hours', () => {
  it.each([
    ['Mo-We 08:00-20:00', ['Mo 08:00 to Mo 20:00', 'Tu 08:00 to Tu 20:00', 'We 08:00 to We 20:00']],
    ['Mo 08:00-12:00,13:00-17:00', ['Mo 08:00 to Mo 12:00', 'Mo 13:00 to Mo 17:00']],
    ['Mo,We 9:00-10:00', ['Mo 09:00 to Mo 10:00', 'We 09:00 to We 10:00']],
    ['Mo 08:00-10:00, Tu 09:00-11:00', ['Mo 08:00 to Mo 10:00', 'Tu 09:00 to Tu 11:00']],
    ['Mo 08:00-10:00; Tu 09:00-11:00', ['Mo 08:00 to Mo 10:00', 'Tu 09:00 to Tu 11:00']],
    ['Fr 22:00-06:00', ['Fr 22:00 to Sa 06:00']],
    ['Su 22:00-06:00', ['Mo 00:00 to Mo 06:00', 'Su 22:00 to end 00:00']],
    ['Sa-Mo', ['Mo 00:00 to Tu 00:00', 'Sa 00:00 to end 00:00']],
    ['00:00-24:00', ['Mo 00:00 to end 00:00']],
    ['Mo 20:00-00:00', ['Mo 20:00 to Tu 00:00']],
    ['Mo 08:00-12:00, 10:00-14:00', ['Mo 08:00 to Mo 14:00']],
    ['monday - tue 08:00 – 09:00', ['Mo 08:00 to Mo 09:00', 'Tu 08:00 to Tu 09:00']],
  ])('are read from %s', (text, expected) => {
    expect(spans(text)).toEqual(expected)
  })

  it('count every day where no day is named', () => {
    expect(spans('08:00-09:00')).toEqual(
      ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].map((day) => `${day} 08:00 to ${day} 09:00`),
    )
  })

  it('may end with a time zone', () => {
    expect(parseHours(' Mo-Fr 08:00-20:00 Europe/Berlin ')).toMatchObject({
      text: 'Mo-Fr 08:00-20:00 Europe/Berlin',
      zone: 'Europe/Berlin',
    })
    expect(parseHours('Mo UTC').zone).toBe('UTC')
    expect(parseHours('Mo')).not.toHaveProperty('zone')
  })

  it.each([
    ['', 'Give at least one range'],
    ['Europe/Berlin', 'Give at least one range'],
    ['Mo-Fr 8-20', '"8-20" is not a time range'],
    ['Mo-Fr 08:00-25:00', '"08:00-25:00" is not a time range'],
    ['Mo-Fr 24:00-08:00', '"24:00-08:00" is not a time range'],
    ['Mo 08:60-09:00', '"08:60-09:00" is not a time range'],
    ['Mo 08:00-08:00', 'Write 00:00-24:00'],
    ['Di-Fr 08:00-20:00', '"Di-Fr" is not a day. Days are Mo, Tu, We'],
    ['Mo-Fr 08:00-20:00 Europe/Belrin', 'Did you mean "Europe/Berlin"?'],
    ['Mo-Fr 08:00-20:00 sometimes', 'neither a day (Mo to Su) nor a time zone'],
    ['Mo-Tu-We 08:00-20:00', '"Mo-Tu-We" is not a day'],
    ['M 08:00-20:00', '"M" is not a day'],
  ])('are refused with what is wrong and an example: "%s"', (text, hint) => {
    const read = () => parseHours(text)
    expect(read).toThrow(MonitorError)
    expect(read).toThrow(expect.objectContaining({ code: 'hours', hint: expect.stringContaining(hint) }))
    expect(read).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/An example: Mo-Fr 08:00-20:00 Europe\/Berlin\.$/) }),
    )
  })
})
