import { describe, expect, it } from 'vitest'
import type { Operation } from '../../history/operation.ts'
import { seededRandom } from '../../random.ts'
import { credentialOf } from '../users/credential.ts'
import { UserPool } from '../users/user-pool.ts'
import { VirtualUser } from '../users/virtual-user.ts'
import { browse } from '../workloads/browse.ts'
import { Conversation } from './client-connection.ts'

function conversation() {
  let nowMicros = 0
  let session = 0
  const user = new VirtualUser({
    name: 'user-1',
    password: 'secret',
    address: '10.0.0.1',
    mode: 'memory',
    credential: credentialOf('frozen', 'http://127.0.0.1/memory/me'),
    workload: browse,
    concurrency: 1,
    followUps: 3,
    random: seededRandom(1),
    nowMicros: () => nowMicros,
    nextSession: () => session++,
  })
  const pool = new UserPool([user], seededRandom(1))
  const operations: Partial<Operation>[] = []
  const talk = new Conversation({
    host: 'lab:8080',
    pool,
    nowMicros: () => (nowMicros += 100),
    onOperation: (operation) => operations.push(operation),
  })
  return { talk, pool, operations }
}

describe('a connection that carries requests', () => {
  it('records each request with its answer, whatever the case of the headers', () => {
    const { talk, operations } = conversation()
    expect(talk.next()).toMatchObject({ method: 'POST', path: '/memory/login', headers: { host: 'lab:8080' } })
    talk.answered(200, '{"user":{"name":"user-1"}}', { 'X-Replica': 'replica-2', 'Set-Cookie': ['sid=1', 'route=2'] })
    expect(talk.next().headers).toMatchObject({ cookie: 'sid=1; route=2' })
    talk.answered(401, '{"reason":"unknown-session"}', { 'x-replica': 'replica-3' })
    expect(operations).toMatchObject([
      {
        kind: 'login',
        outcome: 'ok',
        status: 200,
        replica: 'replica-2',
        identity: 'user-1',
        startMicros: 100,
        endMicros: 200,
      },
      {
        outcome: 'fail',
        status: 401,
        replica: 'replica-3',
        reason: 'unknown-session',
        startMicros: 300,
        endMicros: 400,
      },
    ])
  })

  it.each([
    [200, 'ok'],
    [403, 'fail'],
    [503, 'fail'],
    [500, 'info'],
    [502, 'info'],
    [504, 'info'],
  ])('takes %i for %s', (status, outcome) => {
    const { talk, operations } = conversation()
    talk.next()
    talk.answered(status, '', {})
    expect(operations[0]).toMatchObject({ status, outcome })
  })

  it('records an unknown outcome for an unanswered request when the next one is sent', () => {
    const { talk, operations } = conversation()
    talk.next()
    talk.next()
    expect(operations).toMatchObject([{ kind: 'login', outcome: 'info', reason: 'no-answer' }])
    expect(operations[0]).not.toHaveProperty('status')
  })

  it('records an unanswered request exactly once', () => {
    const { talk, operations } = conversation()
    talk.next()
    talk.end('fail', 'ECONNREFUSED')
    talk.end('info', 'again')
    talk.answered(200, '', {})
    expect(operations).toMatchObject([{ outcome: 'fail', reason: 'ECONNREFUSED' }])
  })

  it('requests a page outside all modes, unrecorded, when no user has a request left', () => {
    const { talk, pool, operations } = conversation()
    pool.close()
    expect(talk.next().path).toBe('/healthz')
    talk.answered(200, '', {})
    expect(operations).toEqual([])
  })
})
