import { expect, it } from 'vitest'
import { coloursWanted, explainError } from './output.ts'

it.each([
  ['on a terminal', {}, true, true],
  ['on a terminal that says so', { TERM: 'xterm-256color' }, true, true],
  ['not in a pipe', {}, false, false],
  ['not with NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['not on a terminal without any', { TERM: 'dumb' }, true, false],
])('colours are printed %s', (_where, environment, isTerminal, expected) =>
  expect(coloursWanted(environment, isTerminal)).toBe(expected),
)

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EROFS', 'the file system is read-only'],
])('an error %s of any part is no internal error of the lab', (code, why) => {
  const error = Object.assign(new Error(`${code}: …, open 'a/b'`), { code, path: 'a/b' })
  expect(explainError(error)).toBe(`lab: cannot write a/b: ${why} (${code}): free space there, or use another folder\n`)
})
