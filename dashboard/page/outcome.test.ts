import { expect, it } from 'vitest'
import { outcomeOf } from './outcome.ts'

it.each([
  [200, 'ok'],
  [204, 'ok'],
  [401, 'refused'],
  [403, 'forbidden'],
  [404, 'rejected'],
  [501, 'rejected'],
  [499, 'failed'],
  [502, 'failed'],
  [503, 'failed'],
  [0, 'failed'],
  [undefined, 'failed'],
])('status %s means %s', (status, outcome) => expect(outcomeOf(status)).toBe(outcome))
