import { describe, expect, it } from 'vitest'
import type { SeenRequest } from '../../server/events.ts'
import { legsOf } from './picture.ts'

const request: SeenRequest = {
  ...{ id: 'page-1', mode: 'memory', method: 'GET', path: '/memory/me' },
  ...{ status: 401, replica: 'replica-2', inVain: [], tookMs: 2, bytesSent: 1, bytesReceived: 1 },
}
const wayOf = (changes: Partial<SeenRequest>) =>
  legsOf({ ...request, ...changes }, 'you', true).map(({ from, to, as }) => `${from}→${to} ${as}`)

describe('the way of a request in the picture', () => {
  it('leads to the replica that answered, and back with what it said', () => {
    expect(wayOf({})).toEqual([
      'you→nginx travelling',
      'nginx→replica-2 travelling',
      'replica-2→nginx refused',
      'nginx→you refused',
    ])
  })

  it('leads to every replica that was asked in vain', () => {
    expect(wayOf({ status: 200, inVain: ['replica-1'] })).toEqual([
      'you→nginx travelling',
      'nginx→replica-1 travelling',
      'replica-1→nginx failed',
      'nginx→replica-2 travelling',
      'replica-2→nginx ok',
      'nginx→you ok',
    ])
  })

  it('turns round at nginx where that has answered itself', () => {
    const { replica: _, ...unanswered } = request
    expect(legsOf({ ...unanswered, status: 502 }, 'crowd', false).map(({ to }) => to)).toEqual(['nginx', 'crowd'])
  })
})
