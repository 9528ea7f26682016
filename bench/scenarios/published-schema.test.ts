import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { publishedSchema } from './published-schema.ts'
import { builtInScenarios } from './scenario-file.ts'

const inFolder = (name: string) => readFile(join(import.meta.dirname, name), 'utf8')
const text = `${JSON.stringify(publishedSchema(), undefined, 2)}\n`
const schema = JSON.parse(text) as object
const names = await builtInScenarios()
const accepts = (value: unknown) => Compile(schema).Check(value)

const sound = parse(await inFolder('kill-a-replica.yaml'))
const timeline = (entry: object) => ({ ...sound, timeline: [{ at: 1, ...entry }] })

describe('the published schema', () => {
  it('is the schema by which the lab validates scenarios (to change it: npx vitest run published-schema -u)', async () => {
    await expect(text).toMatchFileSnapshot('scenario.schema.json')
  })

  it.each(names)('is named in the first line of %s, and accepts it', async (name) => {
    const text = await inFolder(`${name}.yaml`)
    expect(text.split('\n', 1)).toEqual(['# yaml-language-server: $schema=./scenario.schema.json'])
    expect(accepts(parse(text))).toBe(true)
  })

  it.each([
    ['any strategy with any policy', { ...sound, modes: ['memory-ip-hash'], perMode: { 'jwt-least-conn': {} } }],
    ["a fault's own parameter", timeline({ fault: 'rolling-deploy', pauseSeconds: 2, drained: false })],
  ])('accepts %s', (_what, value) => expect(accepts(value)).toBe(true))

  it.each([
    ['nothing', undefined],
    ['an unknown key', { ...sound, speed: 3 }],
    ['an unknown mode', { ...sound, modes: ['telepathy'] }],
    ['an unknown mode of its own', { ...sound, perMode: { telepathy: {} } }],
    ['an unknown key of one mode', { ...sound, perMode: { jwt: { speed: 3 } } }],
    ['an unknown check', { ...sound, expect: { bliss: { is: 'none', atLeast: 1 } } }],
    ['an unknown fault', timeline({ fault: 'flood' })],
    ['a fault without a time', { ...sound, timeline: [{ fault: 'kill-replica' }] }],
    ["another fault's parameter", timeline({ fault: 'kill-replica', pauseSeconds: 2 })],
    ['a wrong parameter', timeline({ fault: 'rolling-deploy', pauseSeconds: -1 })],
  ])('refuses %s', (_what, value) => expect(accepts(value)).toBe(false))
})
