import { expect, it } from 'vitest'
import { knownHosts } from './addresses.ts'

it('a server on loopback accepts only the names of loopback', () => {
  expect(knownHosts('127.0.0.1', 8080)).toEqual(['127.0.0.1:8080', 'localhost:8080'])
})

it('port 80 may be left out', () => {
  expect(knownHosts('127.0.0.1', 80)).toEqual(['127.0.0.1:80', '127.0.0.1', 'localhost:80', 'localhost'])
})

it('a server on every interface also accepts the names and addresses of this machine', () => {
  expect(knownHosts('0.0.0.0', 8080).length).toBeGreaterThan(3)
})
