import { expect, it } from 'vitest'
import { coloursWanted } from './output.ts'

it.each([
  ['on a terminal', {}, true, true],
  ['on a terminal that says so', { TERM: 'xterm-256color' }, true, true],
  ['not in a pipe', {}, false, false],
  ['not with NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['not on a terminal without any', { TERM: 'dumb' }, true, false],
])('colours are printed %s', (_where, environment, isTerminal, expected) =>
  expect(coloursWanted(environment, isTerminal)).toBe(expected),
)
