import { describe, expect, it } from 'vitest'
import { parseDeed, parseSign, type Sight } from './chapter-words.ts'

const nothing: Sight = {
  exchanges: [],
  holds: 'nothing',
  lost: undefined,
  mine: undefined,
  states: { 'replica-1': 'up', redis: 'paused' },
  wereAway: new Set(),
  mismatchRate: undefined,
}
const refused = { action: 'me', status: 401, reason: 'unknown-session', replica: 'replica-2' } as const
const done = (replica: string) => ({ action: 'me', status: 200, reason: undefined, replica }) as const

describe('what a chapter may ask for', () => {
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
  ])('%s can be done', (text) => expect(parseDeed(text)).toBeDefined())
  it.each(['', 'explode', 'login=mallory', 'me=1000', 'remove=redis', 'rate=fast', 'constructor', 'forge=x'])(
    '%j cannot',
    (text) => expect(parseDeed(text)).toBeUndefined(),
  )
})

describe('what a chapter may ask whether it was seen', () => {
  it.each<[string, Partial<Sight>]>([
    ['me=401', { exchanges: [refused] }],
    ['reason=unknown-session', { exchanges: [refused] }],
    ['thief=200', { exchanges: [{ ...done('replica-1'), action: 'thief' }] }],
    ['replicas=2', { exchanges: [done('replica-1'), done('replica-2')] }],
    ['holds=token', { holds: 'token' }],
    ['lost=alice', { lost: 'alice' }],
    ['mine=3', { mine: 3 }],
    ['mine=0', { mine: 0 }],
    ['up=replica-1', { wereAway: new Set(['replica-1']) }],
    ['down=replica-1', { states: { 'replica-1': 'down' } }],
    ['mismatches-above=60', { mismatchRate: 0.667 }],
    ['mismatches-below=1', { mismatchRate: 0 }],
  ])('%s: not before it has happened', (text, sight) => {
    const isSeen = parseSign(text)
    expect(isSeen?.(nothing)).toBe(false)
    expect(isSeen?.({ ...nothing, ...sight })).toBe(true)
  })
  it.each(['', 'wonders', 'me=yes', 'replicas=9', 'toString=1'])('%j: never', (text) =>
    expect(parseSign(text)).toBeUndefined(),
  )
})
