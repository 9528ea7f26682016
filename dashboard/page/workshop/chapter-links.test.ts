import { describe, expect, it } from 'vitest'
import { type ObservedState, parseObservation, parseStep } from './chapter-links.ts'

const nothing: ObservedState = {
  exchanges: [],
  holds: 'nothing',
  lost: undefined,
  mine: undefined,
  states: { 'replica-1': 'up', redis: 'paused' },
  wentDown: new Set(),
  mismatchRate: undefined,
}
const refused = { action: 'me', status: 401, reason: 'unknown-session', replica: 'replica-2' } as const
const done = (replica: string) => ({ action: 'me', status: 200, reason: undefined, replica }) as const

describe('a step of a chapter', () => {
  it.each([
    'mode=memory',
    'login=alice',
    'me',
    'me=10',
    'kill=mine',
    'kill=redis',
    'rate=50',
    'client=frozen',
    'forge',
  ])('%s is accepted', (text) => expect(parseStep(text)).toBeDefined())
  it.each(['', 'explode', 'login=mallory', 'me=1000', 'remove=redis', 'rate=fast', 'constructor', 'forge=x'])(
    '%j is rejected',
    (text) => expect(parseStep(text)).toBeUndefined(),
  )
})

describe('an observation of a chapter', () => {
  it.each<[string, Partial<ObservedState>]>([
    ['me=401', { exchanges: [refused] }],
    ['reason=unknown-session', { exchanges: [refused] }],
    ['attacker=200', { exchanges: [{ ...done('replica-1'), action: 'attacker' }] }],
    ['replicas=2', { exchanges: [done('replica-1'), done('replica-2')] }],
    ['holds=token', { holds: 'token' }],
    ['lost=alice', { lost: 'alice' }],
    ['mine=3', { mine: 3 }],
    ['mine=0', { mine: 0 }],
    ['up=replica-1', { wentDown: new Set(['replica-1']) }],
    ['down=replica-1', { states: { 'replica-1': 'down' } }],
    ['mismatches-above=60', { mismatchRate: 0.667 }],
    ['mismatches-below=1', { mismatchRate: 0 }],
  ])('%s is confirmed once it has happened, not before', (text, sight) => {
    const isObserved = parseObservation(text)
    expect(isObserved?.(nothing)).toBe(false)
    expect(isObserved?.({ ...nothing, ...sight })).toBe(true)
  })
  it.each(['', 'wonders', 'me=yes', 'replicas=9', 'toString=1'])('%j is rejected', (text) =>
    expect(parseObservation(text)).toBeUndefined(),
  )
})
