import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHtml } from '../../../src/probe/mailbox/html-part.ts'

const linkTo = (html: string) => readHtml(html).links

describe('the HTML part of a mail as text', () => {
  it.each([
    ['a line for each block', '<p>Your code</p><p>482913</p>', 'Your code\n482913'],
    ['cells with a space between', '<table><tr><td>4<td>8</table>', '4 8'],
    ['one space for any white space', 'a \r\n\t b', 'a b'],
    ['no space after a line break', '<div>a</div>   <div> b</div>', 'a\nb'],
    ['words of two elements apart where a letter meets a digit', '<b>Code</b><i>482913</i>', 'Code 482913'],
    ['digits of two elements together', '<b>482</b><i>913</i>', '482913'],
    ['letters of two elements together', '<b>Do</b>orwatch', 'Doorwatch'],
    ['a letter and a digit of one element together', '<b>AB12</b>', 'AB12'],
    ['entities decoded', 'a&amp;b &lt;c&gt; &#8364;', 'a&b <c> €'],
    ['nothing of scripts, styles and titles', '<title>t</title><script>s</script><style>c</style>x', 'x'],
    ['text after an unclosed title', '<title>t</title>x', 'x'],
    ['line breaks of br', 'a<br>b<br/>c', 'a\nb\nc'],
    ['nothing of comments and declarations', '<!doctype html><!-- a -->b', 'b'],
    [
      'text of elements that no standard has',
      '<constructor>your code</constructor> <x-y>482913</x-y>',
      'your code 482913',
    ],
    ['an image as a gap', 'a<img alt="logo">b', 'a b'],
  ])('has %s', (_what, html, text) => {
    expect(readHtml(html).text).toBe(text)
  })

  it('never begins or ends with white space, nor has three line breaks in a row', () => {
    const piece = fc.constantFrom('<p>', '</p>', '<br>', ' ', '\n', 'a', '4', '<td>', '<b>', '</b>', '<img>')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { text } = readHtml(pieces.join(''))
        expect(text).toBe(text.trim())
        expect(text).not.toMatch(/\n\n\n| {2}/)
      }),
    )
  })
})

describe('the links of the HTML part', () => {
  it('have their label, and the sentence that leads to them', () => {
    expect(linkTo('<p>Hello Ana. To sign in, <a href="https://a.example/in">press here</a>.</p>')).toEqual([
      { url: 'https://a.example/in', label: 'press here', context: 'To sign in,' },
    ])
  })

  it('have no label where they show their own address', () => {
    expect(linkTo('<a href="https://a.example/in">https://a.example/in</a>')[0]?.label).toBe('')
    expect(linkTo('<a href="https://a.example/in">See https://a.example/in</a>')[0]?.label).not.toBe('')
  })

  it('have the texts of images in them, and of areas of an image', () => {
    expect(linkTo('<a href="https://a.example/in"><img alt="Sign in"></a>')[0]?.label).toBe('Sign in')
    expect(linkTo('<map><area href="https://a.example/x" alt="Open"></map>after')).toMatchObject([{ label: 'Open' }])
  })

  it('end with the next one, since links cannot be nested', () => {
    const [first, second] = linkTo('<a href="https://a.example/1">one <a href="https://a.example/2">two</a>')
    expect([first?.label, second?.label]).toEqual(['one', 'two'])
  })

  it('are there where nothing closes them', () => {
    expect(linkTo('<a href="https://a.example/1">one')).toMatchObject([{ label: 'one' }])
  })

  it('have no context of what stands before another link', () => {
    const [, second] = linkTo('Sign in: <a href="https://a.example/1">one</a><a href="https://a.example/2">two</a>')
    expect(second?.context).toBe('')
  })

  it('have at most 120 characters before them as context', () => {
    const [link] = linkTo(`${'word '.repeat(100)}<a href="https://a.example/1">one</a>`)
    expect(link?.context.length).toBeLessThanOrEqual(120)
  })

  it('are addresses of web pages only, without the line breaks that mails put into them', () => {
    expect(
      linkTo('<a href="mailto:a@b.example">x</a><a href="/in">x</a><a>x</a><a href="data:text/html,x">x</a>'),
    ).toEqual([])
    expect(linkTo('<a href=" HTTPS://a.example/\r\n\tin ">x</a>')[0]?.url).toBe('HTTPS://a.example/in')
  })
})
