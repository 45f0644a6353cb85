import { UNPRINTABLE } from './one-line.ts'

/**
 * Text from outside for a terminal: line breaks and tabs stay, every other unprintable character is written as its code
 * (`\u001b`). The code is the one of JSON, so printed JSON keeps its meaning.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(UNPRINTABLE, (character) => (/[\n\t]/.test(character) ? character : codesOf(character)))
}

function codesOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
