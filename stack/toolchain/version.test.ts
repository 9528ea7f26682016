import { expect, it } from 'vitest'
import { isAtLeast } from './version.ts'

it.each([
  ['1.29.6', '1.29.6', true],
  ['1.29.7', '1.29.6', true],
  ['1.30.0', '1.29.6', true],
  ['2.0', '1.29.6', true],
  ['1.29', '1.29.0', true],
  ['1.29.5', '1.29.6', false],
  ['1.22.1', '1.29.6', false],
  ['1.9.15', '1.29.6', false],
  ['1.29', '1.29.6', false],
])('version %s is at least %s: %s', (version, needed, expected) => expect(isAtLeast(version, needed)).toBe(expected))
