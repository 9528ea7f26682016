import { describe, expect, it } from 'vitest'
import type { SeenRequest } from '../../protocol/events.ts'
import { legsOf } from './request-legs.ts'

const request: SeenRequest = {
  ...{ id: 'page-1', mode: 'memory', method: 'GET', path: '/memory/me' },
  ...{ status: 401, replica: 'replica-2', inVain: [], tookMs: 2, bytesSent: 1, bytesReceived: 1 },
}
const wayOf = (changes: Partial<SeenRequest>) =>
  legsOf({ ...request, ...changes }, 'browser', true).map(({ from, to, as }) => `${from}→${to} ${as}`)

describe('the way of a request through the diagram', () => {
  it('goes to the replica that answered, and back with the outcome', () => {
    expect(wayOf({})).toEqual([
      'browser→nginx travelling',
      'nginx→replica-2 travelling',
      'replica-2→nginx refused',
      'nginx→browser refused',
    ])
  })

  it('includes every replica that failed before', () => {
    expect(wayOf({ status: 200, inVain: ['replica-1'] })).toEqual([
      'browser→nginx travelling',
      'nginx→replica-1 travelling',
      'replica-1→nginx failed',
      'nginx→replica-2 travelling',
      'replica-2→nginx ok',
      'nginx→browser ok',
    ])
  })

  it('ends at nginx where nginx answered itself', () => {
    const { replica: _, ...unanswered } = request
    expect(legsOf({ ...unanswered, status: 502 }, 'virtual-users', false).map(({ to }) => to)).toEqual([
      'nginx',
      'virtual-users',
    ])
  })
})
