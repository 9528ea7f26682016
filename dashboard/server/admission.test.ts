import { describe, expect, it } from 'vitest'
import { hasKey, whyRefused } from './admission.ts'

const hosts = new Set(['127.0.0.1:8080', 'localhost:8080'])
const ask = (method: string, headers: Record<string, string>) => whyRefused({ method, headers }, { hosts })
const own = { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' }

describe('the page’s server', () => {
  it('accepts its own page', () => {
    expect(ask('GET', { host: '127.0.0.1:8080' })).toBeUndefined()
    expect(ask('GET', { host: 'LOCALHOST:8080' })).toBeUndefined()
    expect(ask('POST', own)).toBeUndefined()
    expect(ask('POST', { ...own, 'sec-fetch-site': 'same-origin' })).toBeUndefined()
  })

  it.each([
    ['a foreign name that resolves to this address', 'evil.example:8080'],
    ['another port', '127.0.0.1:9090'],
    ['a name that starts like ours', '127.0.0.1:8080.evil.example'],
    ['none', ''],
  ])('refuses %s as host', (_what, host) => expect(ask('GET', { host })).toBe('foreign-host'))

  it.each([
    ['another site', { origin: 'http://evil.example' }],
    ['a page of the same machine on another port', { origin: 'http://127.0.0.1:3000' }],
    ['a sandboxed page', { origin: 'null' }],
    ['one of our names, where the page has the other', { origin: 'http://localhost:8080' }],
  ])('refuses %s as origin', (_what, headers) => {
    expect(ask('POST', { ...own, ...headers })).toBe('foreign-origin')
    expect(ask('GET', { ...own, ...headers })).toBe('foreign-origin')
  })

  it('refuses a change without an origin, or from another site', () => {
    expect(ask('POST', { host: own.host })).toBe('foreign-origin')
    expect(ask('POST', { ...own, 'sec-fetch-site': 'cross-site' })).toBe('foreign-origin')
  })

  it('accepts the exact key only', () => {
    const has = (key: string) => hasKey({ headers: { 'x-lab-key': key } }, { key: 'secret-key' })
    expect(has('secret-key')).toBe(true)
    for (const wrong of ['', 'secret', 'secret-kez', 'secret-key ']) expect(has(wrong)).toBe(false)
    expect(hasKey({ headers: {} }, { key: 'secret-key' })).toBe(false)
  })
})
