import { expect, it } from 'vitest'
import { knownHosts } from './addresses.ts'

it('a page on loopback is asked for by the names of loopback alone', () => {
  expect(knownHosts('127.0.0.1', 8080)).toEqual(['127.0.0.1:8080', 'localhost:8080'])
})

it('the usual port may be left out', () => {
  expect(knownHosts('127.0.0.1', 80)).toEqual(['127.0.0.1:80', '127.0.0.1', 'localhost:80', 'localhost'])
})

it('a page for a room has the names of this machine too', () => {
  expect(knownHosts('0.0.0.0', 8080).length).toBeGreaterThan(3)
})
