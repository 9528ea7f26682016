import { expect, it } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

it.each([
  ['sticki', ', did you mean sticky?'],
  ['STICKY', ', did you mean sticky?'],
  ['kill-replica', ', did you mean kill-a-replica?'],
  ['telepathy', ''],
])('%s%s', (name, expected) => expect(didYouMean(name, ['sticky', 'memory', 'kill-a-replica'])).toBe(expected))
