import { describe, expect, test } from 'vitest'
import { strategies } from '../../strategies/registry.ts'
import { ConfigError, readConfig } from './config.ts'

/** A random secret. */
const secret = '5f1c0b7de29a4830b6c4e1f7a9d2083c'
const complete = {
  LAB_REPLICA: 'replica-1',
  LAB_DATABASE: 'lab.db',
  LAB_MODES: '{"sticky":"memory"}',
  LAB_SECRET: secret,
}
const read = (variables: Record<string, string>) => readConfig(strategies, { ...complete, ...variables })
const problemsOf = (variables: Record<string, string | undefined>) => {
  try {
    readConfig(strategies, variables)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
  }
  return []
}

describe('the configuration of a replica', () => {
  test('needs four variables; the others have defaults', () => {
    expect(read({})).toEqual({
      replica: 'replica-1',
      host: '127.0.0.1',
      port: 0,
      statusPort: 0,
      peerPort: 0,
      peers: undefined,
      database: 'lab.db',
      redis: undefined,
      modes: { sticky: 'memory' },
      secret,
      virtualUsers: { count: 0, password: '' },
      sessionTtlSeconds: 1800,
      sessionIdleSeconds: 900,
      tokenTtlSeconds: 900,
      accessTtlSeconds: 60,
      clockToleranceSeconds: 5,
      tokenKeys: [{ kid: 'hs256-1', algorithm: 'HS256' }],
      loginTolerance: { failures: 10, windowSeconds: 900 },
      trustedProxies: ['loopback'],
      secureCookies: false,
      unknownCookie: 'cleared',
      tokenCache: 0,
    })
  })

  test.each([
    ['LAB_HOST', '::1', { host: '::1' }],
    ['LAB_PORT', '8080', { port: 8080 }],
    ['LAB_PEER_PORT', '3002', { peerPort: 3002 }],
    [
      'LAB_PEERS',
      'a=host-a:1, b=10.0.0.2:2',
      {
        peers: [
          { name: 'a', address: 'host-a:1' },
          { name: 'b', address: '10.0.0.2:2' },
        ],
      },
    ],
    ['LAB_STATUS_PORT', '8081', { statusPort: 8081 }],
    ['LAB_REDIS', 'redis://127.0.0.1:6379', { redis: 'redis://127.0.0.1:6379' }],
    ['LAB_REDIS', 'redis-sentinel://a:26379#lab', { redis: 'redis-sentinel://a:26379#lab' }],
    ['LAB_LOGIN_FAILURES', '3', { loginTolerance: { failures: 3, windowSeconds: 900 } }],
    ['LAB_LOGIN_WINDOW_SECONDS', '60', { loginTolerance: { failures: 10, windowSeconds: 60 } }],
    ['LAB_TRUSTED_PROXIES', '10.0.0.0/8, ::1', { trustedProxies: ['10.0.0.0/8', '::1'] }],
    ['LAB_SESSION_TTL_SECONDS', '60', { sessionTtlSeconds: 60 }],
    ['LAB_SESSION_IDLE_SECONDS', '60', { sessionIdleSeconds: 60 }],
    ['LAB_TOKEN_TTL_SECONDS', '60', { tokenTtlSeconds: 60 }],
    ['LAB_ACCESS_TTL_SECONDS', '5', { accessTtlSeconds: 5 }],
    ['LAB_SECURE_COOKIES', '1', { secureCookies: true }],
    ['LAB_UNKNOWN_COOKIE', 'kept', { unknownCookie: 'kept' }],
    ['LAB_TOKEN_CACHE', '5000', { tokenCache: 5000 }],
    ['LAB_CLOCK_TOLERANCE_SECONDS', '0', { clockToleranceSeconds: 0 }],
    ['LAB_TOKEN_ALGORITHM', 'EdDSA', { tokenKeys: [{ kid: 'eddsa-1', algorithm: 'EdDSA' }] }],
  ])('takes %s=%s', (variable, value, expected) => {
    expect(read({ [variable]: value })).toMatchObject(expected)
  })

  test('reports all problems at once, each with a remedy', () => {
    const problems = problemsOf({ LAB_MODES: '{"redis":"redis","a b":"nope"}', LAB_PORT: 'http', LAB_SECRET: 'short' })
    expect(problems.map(({ variable, value }) => `${variable}=${value}`)).toEqual([
      'LAB_MODES=a b',
      'LAB_MODES="nope"',
      'LAB_REPLICA=(not set)',
      'LAB_PORT=http',
      'LAB_DATABASE=(not set)',
      'LAB_REDIS=(not set)',
      'LAB_SECRET=(hidden)',
    ])
    for (const { remedy } of problems) expect(remedy).toMatch(/\w/)
  })

  test.each([
    ['LAB_PORT', '65536'],
    ['LAB_PORT', '-1'],
    ['LAB_PORT', '1.5'],
    ['LAB_SESSION_TTL_SECONDS', '0'],
    ['LAB_SESSION_IDLE_SECONDS', '0'],
    ['LAB_VIRTUAL_USERS', 'many'],
    ['LAB_REPLICA', 'a\r\nb'],
    ['LAB_REDIS', 'redis-sentinel://a:26379'],
    ['LAB_LOGIN_FAILURES', '0'],
    ['LAB_SECURE_COOKIES', 'yes'],
    ['LAB_TRUSTED_PROXIES', 'everybody'],
    ['LAB_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['LAB_TRUSTED_PROXIES', '10.0.0.1/'],
    ['LAB_MODES', '[]'],
    ['LAB_MODES', '{}'],
    ['LAB_MODES', '{"toString":"toString"}'],
  ])('refuses %s=%j', (variable, value) => {
    expect(() => read({ [variable]: value })).toThrow(variable)
  })

  test('needs a password if there are virtual users', () => {
    expect(() => read({ LAB_VIRTUAL_USERS: '10' })).toThrow('LAB_VIRTUAL_PASSWORD')
    expect(read({ LAB_VIRTUAL_USERS: '10', LAB_VIRTUAL_PASSWORD: 'p' }).virtualUsers).toEqual({
      count: 10,
      password: 'p',
    })
  })
})
