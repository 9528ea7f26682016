import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dependenciesOf, licencesPage } from './licences.ts'

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8'))

/** They ask for no more than to be named. */
const permissive = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', '(MIT AND Zlib)']

test('the page of licences is what package-lock.json says', async () => {
  await expect(licencesPage(lock)).toMatchFileSnapshot('../reference/licences.md')
})

test('whatever runs with the lab has a licence that lets anybody use it', () => {
  expect(dependenciesOf(lock).filter(({ licence }) => !permissive.includes(licence))).toEqual([])
})

test('lists what is nested, scoped or there twice, and leaves out what only developers need', () => {
  const packages = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', license: 'MIT' },
    'node_modules/a/node_modules/@b/c': { version: '2.0.0', license: 'GPL-3.0' },
    'node_modules/d/node_modules/a': { version: '1.0.0', license: 'MIT' },
    'node_modules/e': { version: '3.0.0' },
    'node_modules/f': { version: '1.0.0', license: 'MIT', dev: true },
  }
  expect(dependenciesOf({ packages })).toEqual([
    { name: '@b/c', version: '2.0.0', licence: 'GPL-3.0' },
    { name: 'a', version: '1.0.0', licence: 'MIT' },
    { name: 'e', version: '3.0.0', licence: 'not said' },
  ])
})
