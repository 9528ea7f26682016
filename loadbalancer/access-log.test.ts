import { describe, expect, it } from 'vitest'
import { parseAccessLine, renderLogFormat } from './access-log.ts'

const line = {
  time: 1795437563.12,
  requestId: '5f2c',
  clientAddress: '10.0.7.1',
  mode: 'memory',
  method: 'GET',
  path: '/memory/me',
  status: '200',
  requestTimeSeconds: 0.004,
  requestBytes: 211,
  responseBytes: 187,
  replica: 'replica-2',
  upstreams: '127.0.0.1:3002',
  upstreamStatus: '200',
  upstreamTimeSeconds: '0.003',
}

const parse = (changes: Partial<typeof line> = {}) => parseAccessLine(JSON.stringify({ ...line, ...changes }))

describe('access log', () => {
  it('reads a request that the first replica answered', () => {
    const { upstreams, upstreamStatus, upstreamTimeSeconds, ...plain } = line
    const attempts = [{ address: '127.0.0.1:3002', status: 200, timeSeconds: 0.003 }]
    expect(parse()).toEqual({ ...plain, status: 200, attempts, retries: 0 })
  })

  it('reads every attempt of a request that was retried', () => {
    const record = parse({
      upstreams: '127.0.0.1:3001, 127.0.0.1:3002',
      upstreamStatus: '502, 200',
      upstreamTimeSeconds: '0.000, 0.003',
    })
    expect(record.attempts).toEqual([
      { address: '127.0.0.1:3001', status: 502, timeSeconds: 0 },
      { address: '127.0.0.1:3002', status: 200, timeSeconds: 0.003 },
    ])
    expect(record.retries).toBe(1)
  })

  it('reads attempts on both sides of an internal redirect', () => {
    const record = parse({
      upstreams: '[::1]:3001 : [::1]:3002',
      upstreamStatus: '502 : 200',
      upstreamTimeSeconds: '0 : 1',
    })
    expect(record.attempts.map(({ address }) => address)).toEqual(['[::1]:3001', '[::1]:3002'])
  })

  it.each(['', '-'])('reads a request that nginx answered itself, with upstream %j', (none) => {
    const record = parse({ replica: none, upstreams: none, upstreamStatus: none, upstreamTimeSeconds: none, mode: '-' })
    expect(record).toMatchObject({ attempts: [], retries: 0, replica: undefined, mode: '-' })
  })

  it('reads an aborted attempt as one without status and time', () => {
    const record = parse({ status: '499', upstreamStatus: '-', upstreamTimeSeconds: '-' })
    expect(record.attempts).toEqual([{ address: '127.0.0.1:3002', status: undefined, timeSeconds: undefined }])
  })

  it('reads the status of a request without a response', () => {
    expect(parse({ status: '000' }).status).toBe(0)
  })

  it.each(['', '{"time":1', 'null', '[]', '{"time":1}'])('refuses %j', (text) => {
    expect(() => parseAccessLine(text)).toThrow('not a line of the access log')
  })

  it('never writes the query, cookies or the authorization header', () => {
    expect(renderLogFormat()).not.toMatch(/\$(request|request_uri|args|query_string|http_\w+|cookie_\w+)\b/)
  })
})
